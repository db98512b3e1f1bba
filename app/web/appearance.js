// The button that turns the colors, and remembers it.

const dark = matchMedia("(prefers-color-scheme: dark)");

function current() {
  return document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
}

export function wireTheme(button, words) {
  const label = () => {
    const text = current() === "dark" ? words.theme_light : words.theme_dark;
    button.setAttribute("aria-label", text);
    button.title = text;
  };
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // It holds for this visit.
    }
    label();
  });
  dark.addEventListener("change", label);
  label();
}
