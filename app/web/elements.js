// Building blocks. Text goes in as text, never as markup.

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Text of any script and direction, its line breaks kept.
export function words(text, className = "words") {
  const element = make("p", className, text);
  element.dir = "auto";
  return element;
}

const LINK = /https:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g;

// The coach's words, in which an https address can be followed.
export function coachWords(text) {
  const element = words("");
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = make("a", "", match[0]);
    link.href = match[0];
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    element.append(text.slice(from, match.index), link);
    from = match.index + match[0].length;
  }
  element.append(text.slice(from));
  return element;
}

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
