// The box for one's own words: grows with them, sends on Enter, says kindly when they are too many.

import { fill } from "./elements.js";

const WARN_BELOW = 400;
const MAX_HEIGHT_PX = 160;

export class Composer {
  constructor(labels, limit, send) {
    this.labels = labels;
    this.limit = limit;
    this.send = send;
    this.box = document.getElementById("words");
    this.hint = document.getElementById("hint");
    this.form = document.getElementById("composer");
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.changed();
  }

  key(event) {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.box.value.trim();
    if (!text) this.say(this.labels.empty);
    else if (!this.over(text)) {
      this.box.value = "";
      this.changed();
      this.send(text);
    }
    this.box.focus();
  }

  // Words that could not be sent come back into the box.
  giveBack(text) {
    this.box.value = this.box.value ? `${text}\n${this.box.value}` : text;
    this.changed();
  }

  say(text) {
    this.hint.textContent = text;
  }

  // The server counts characters, not halves of them.
  over(text) {
    return Math.max(0, [...text].length - this.limit);
  }

  changed() {
    const text = this.box.value.trim();
    const over = this.over(text);
    const left = this.limit - [...text].length;
    if (over) this.say(fill(this.labels.too_long, { n: over }));
    else this.say(left < WARN_BELOW ? fill(this.labels.room_left, { n: left }) : "");
    this.form.classList.toggle("over", over > 0);
    this.form.classList.toggle("filled", text.length > 0);
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, MAX_HEIGHT_PX)}px`;
    this.box.style.overflowY = this.box.scrollHeight > MAX_HEIGHT_PX ? "auto" : "hidden";
  }
}
