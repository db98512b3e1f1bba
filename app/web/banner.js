// One line above the talk: why words wait, and that the way is open again.

import { fill } from "./elements.js";

const BACK_MS = 2500;

export class Banner {
  constructor(element, labels) {
    this.element = element;
    this.labels = labels;
    this.away = false;
  }

  // connected: whether the coach is heard. problem: why the outbox waits, or null. waiting: how
  // many things wait in it.
  update({ connected, problem, waiting }) {
    const { seconds, message, offline } = problem ?? {};
    const away = !connected || Boolean(offline);
    if (seconds) this.tell(fill(this.labels.slow_down, { n: seconds }));
    else if (message) this.tell(message);
    else if (away) this.tell(waiting ? this.labels.offline : this.labels.offline_idle);
    else if (this.away) this.welcomeBack();
    else if (!this.element.classList.contains("good")) this.element.hidden = true;
    this.away = away;
  }

  tell(text) {
    clearTimeout(this.timer);
    this.element.classList.remove("good");
    this.element.textContent = text;
    this.element.hidden = false;
  }

  welcomeBack() {
    this.tell(this.labels.back);
    this.element.classList.add("good");
    this.timer = setTimeout(() => {
      this.element.hidden = true;
      this.element.classList.remove("good");
    }, BACK_MS);
  }
}
