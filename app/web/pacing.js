// A breath being counted. The text tells; the circle only follows its filled dots.

import { make, words } from "./elements.js";

const DOTS = /[●○]/gu;

export function paceBubble() {
  const bubble = make("div", "bubble coach pace");
  const circle = make("span", "breath");
  circle.setAttribute("aria-hidden", "true");
  circle.append(make("i"));
  bubble.append(circle, words(""));
  // Its changes are announced by phase, not by beat.
  bubble.setAttribute("aria-live", "off");
  return bubble;
}

// Shows the next beat; returns what to announce, or "" while the phase stays the same.
export function showBeat(bubble, text) {
  bubble.querySelector(".words").textContent = text;
  const dots = text.match(DOTS) ?? [];
  const filled = dots.filter((dot) => dot === "●").length;
  const level = dots.length ? filled / dots.length : 1 - Number(bubble.dataset.level ?? 0);
  bubble.dataset.level = level;
  bubble.querySelector(".breath").style.setProperty("--level", level);
  const phase = text.replace(DOTS, "").replace(/\s+/g, " ").trim();
  if (bubble.dataset.phase === phase) return "";
  bubble.dataset.phase = phase;
  return phase;
}
