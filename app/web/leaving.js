// Leaving in a hurry: nothing stays on the screen, in the tab's memory or one step back.

const DOUBLE_ESCAPE_MS = 700;

export function wireHide(button, words, forget) {
  const leave = () => {
    forget();
    document.title = "";
    document.body.replaceChildren();
    location.replace(navigator.onLine ? words.hide_url : "about:blank");
  };
  button.addEventListener("click", leave);

  let escaped = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - escaped < DOUBLE_ESCAPE_MS) leave();
    escaped = event.timeStamp;
  });
}
