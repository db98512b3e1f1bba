// The buttons under a reply. The view takes a group away once it is answered or overtaken.

import { fill, make } from "./elements.js";

const MANY = 6;

export function choiceGroup(reply, labels, onTap) {
  const taps = reply.buttons.filter((button) => button.kind === "tap");
  const pages = reply.buttons.filter((button) => button.kind === "page");
  if (!taps.length && !pages.length) return null;
  const onScale = (button) => reply.layout === "scale" && /^\d+$/.test(button.label);
  const keys = taps.filter(onScale);
  const others = taps.filter((button) => !onScale(button));

  const group = make("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", labels.choices_label);
  if (keys.length) group.append(keypad(keys, labels, onTap));
  if (others.length || pages.length) {
    const row = make("div", others.length > MANY ? "pills many" : "pills");
    row.append(...others.map((button) => tapButton(button, "pill", onTap)));
    row.append(...pages.map(pageLink));
    group.append(row);
  }
  return group;
}

function keypad(keys, labels, onTap) {
  const pad = make("div", "keypad");
  pad.setAttribute("role", "group");
  const [low, high] = [keys[0].label, keys.at(-1).label];
  pad.setAttribute("aria-label", fill(labels.scale_label, { low, high }));
  keys.forEach((button, index) => {
    const key = tapButton(button, "key", onTap);
    key.style.setProperty("--warmth", `${(index / Math.max(1, keys.length - 1)) * 42}%`);
    pad.append(key);
  });
  return pad;
}

function pageLink(button) {
  const link = make("a", "pill", button.label);
  link.href = button.text;
  link.dir = "auto";
  return link;
}

function tapButton(button, className, onTap) {
  const element = make("button", className, button.label);
  element.type = "button";
  element.dir = "auto";
  // A click without a pointer comes from a keyboard or a screen reader.
  element.addEventListener("click", (event) => onTap(button, event.detail === 0));
  return element;
}
