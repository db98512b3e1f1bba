// The text box: changes that can be undone, by our button and by the keys of the device.

import { editBetween } from "./text.js";

export class Paper {
  // changed(edit) is called after every change, whoever made it.
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.known = box.value;
    this.taken = [];
    box.addEventListener("input", () => this.#note());
  }

  get text() {
    return this.box.value;
  }

  // Whether the last change of ours is still the last change.
  get undoable() {
    return this.taken.at(-1)?.after === this.text;
  }

  replace(start, end, words) {
    const before = this.text;
    this.#put(start, end, words);
    this.taken.push({ before, after: this.text });
    this.#note();
  }

  undo() {
    const { before, after } = this.taken.pop();
    const edit = editBetween(after, before);
    this.#put(edit.start, edit.end, before.slice(edit.start, edit.end + edit.shift));
    this.#note();
  }

  forget() {
    this.taken = [];
    this.box.value = "";
    this.known = "";
  }

  // An edit command goes onto the browser's own undo history, but only in a focused box, and the
  // focus would call up a phone's keyboard; there is no Ctrl+Z on a phone.
  #put(start, end, words) {
    const { box } = this;
    const from = document.activeElement;
    if (from !== box && matchMedia("(pointer: coarse)").matches) {
      box.setRangeText(words, start, end, "end");
      return;
    }
    const scroll = [scrollX, scrollY];
    const after = box.value.slice(0, start) + words + box.value.slice(end);
    box.focus({ preventScroll: true });
    box.setSelectionRange(start, end);
    document.execCommand(words ? "insertText" : "delete", false, words);
    if (box.value !== after) {
      box.value = after;
      box.setSelectionRange(start + words.length, start + words.length);
    }
    from?.focus({ preventScroll: true });
    scrollTo(...scroll);
  }

  #note() {
    if (this.text === this.known) return;
    const edit = editBetween(this.known, this.text);
    this.known = this.text;
    this.changed(edit);
  }
}
