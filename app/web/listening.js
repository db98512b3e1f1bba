// Hears what the coach says, as soon as it is said; comes back by itself when the line breaks.

const RETRY_MS = [1000, 2000, 4000, 8000];

export class Listener {
  constructor({ heard, state, last }) {
    Object.assign(this, { heard, state, last });
    this.failures = 0;
    this.source = null;
    this.timer = null;
    addEventListener("online", () => this.source && this.open());
    addEventListener("offline", () => this.state(false));
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = new EventSource(`/api/chat/stream?after=${this.last()}`);
    this.source.onopen = () => {
      this.failures = 0;
      this.state(true);
    };
    this.source.onmessage = (event) => this.heard([JSON.parse(event.data)]);
    this.source.onerror = () => this.again();
  }

  // The first break is mostly a server that changes over; only a second one is worth words.
  again() {
    this.source.close();
    if (this.failures > 0) this.state(false);
    const pause = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
    this.timer = setTimeout(() => this.open(), pause);
  }
}
