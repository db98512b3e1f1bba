// Everything the person does waits in a line until the server has committed it: one at a time, in
// order, each with its own id, so that trying again never says anything twice.

const STORE = "waiting";
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
const KEEPALIVE_BYTES = 60_000;

export class Outbox {
  // show(waiting): the line changed. arrived(items): the server took one in. held(problem): why it
  // has to wait, or null. refused(event, message): it will never be taken.
  constructor({ show, arrived, held, refused, last }) {
    Object.assign(this, { show, arrived, held, refused, last });
    this.waiting = load();
    this.sending = false;
    this.failures = 0;
    this.timer = null;
    addEventListener("online", () => this.flush());
  }

  add(event) {
    this.waiting.push({ id: newId(), text: "", data: "", ...event });
    this.changed();
    this.flush();
  }

  forget() {
    this.waiting = [];
    save([]);
  }

  changed() {
    save(this.waiting);
    this.show(this.waiting);
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.waiting.length && (await this.sendFirst()));
    } finally {
      this.sending = false;
    }
  }

  // Returns whether the line can go on.
  async sendFirst() {
    const event = this.waiting[0];
    let answer;
    try {
      answer = await post(event, this.last());
    } catch {
      return this.later(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)], { offline: true });
    }
    const body = await answer.json().catch(() => null);
    if (answer.status === 429 || answer.status >= 500) {
      const seconds = Number(answer.headers.get("retry-after")) || 0;
      const pause = seconds * 1000 || RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
      return this.later(pause, { seconds, message: body?.message });
    }
    this.failures = 0;
    if (this.waiting[0] === event) this.waiting.shift();
    this.held(null);
    if (answer.ok && body) this.arrived(body.items);
    else this.refused(event, body?.message ?? "");
    this.changed();
    return true;
  }

  later(milliseconds, problem) {
    this.held(problem);
    this.timer = setTimeout(() => this.flush(), milliseconds);
    return false;
  }
}

function post(event, after) {
  const body = JSON.stringify({ ...event, after, timezone: zone() });
  return fetch("/api/chat/events", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    // Goes through even if the page is left in a hurry.
    keepalive: body.length < KEEPALIVE_BYTES / 4,
  });
}

function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}

function save(waiting) {
  try {
    if (waiting.length) sessionStorage.setItem(STORE, JSON.stringify(waiting));
    else sessionStorage.removeItem(STORE);
  } catch {
    // Then it is kept for as long as the page is open.
  }
}
