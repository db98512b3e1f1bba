// A card with the person's own words: to copy, or to share where the device can.

import { make, words } from "./elements.js";

const COPIED_MS = 2500;

export function draftCard(reply, labels, announce) {
  const card = make("section", "card");
  card.setAttribute("aria-label", labels.draft_label);
  const text = words(reply.text);
  card.append(make("h2", "card-title", labels.draft_label), text);

  const row = make("div", "card-actions");
  const copy = reply.buttons.find((button) => button.kind === "copy");
  const share = reply.buttons.find((button) => button.kind === "share");
  row.append(copyButton(copy, reply.text, text, labels, announce));
  if (navigator.share) row.append(shareButton(share, reply.text, labels));
  card.append(row);
  return card;
}

function copyButton(button, fallback, shown, labels, announce) {
  const label = button?.label ?? labels.copy;
  const element = make("button", "pill strong", label);
  element.type = "button";
  element.addEventListener("click", async () => {
    if (await copyText(button?.text || fallback)) {
      element.textContent = labels.copied;
      announce(labels.copied_said);
      setTimeout(() => (element.textContent = label), COPIED_MS);
    } else {
      getSelection().selectAllChildren(shown);
      announce(labels.copy_failed, true);
    }
  });
  return element;
}

function shareButton(button, fallback, labels) {
  const element = make("button", "pill", button?.label ?? labels.share);
  element.type = "button";
  element.addEventListener("click", () => {
    // Rejects when the person closes the sheet, which is their good right.
    navigator.share({ text: button?.text || fallback }).catch(() => {});
  });
  return element;
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

// The clipboard is closed to pages without https; the old way is open.
function copyByHand(text) {
  const box = make("textarea", "sr");
  box.value = text;
  document.body.append(box);
  const before = document.activeElement;
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  before?.focus();
  return copied;
}
