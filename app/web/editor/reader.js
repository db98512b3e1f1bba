// Asks for reviews while somebody writes: after a breath, one at a time, the latest text only.

const PAUSE_MS = 280;
const RETRY_MS = 3000;

export class Reader {
  // answered(answer, text); refused(message) for a text that cannot be read; away(yes or no).
  constructor({ locale, answered, refused, away }) {
    Object.assign(this, { locale, answered, refused, away });
    this.turn = 0;
    this.timer = null;
    this.asking = null;
  }

  read(text, wait = PAUSE_MS) {
    this.turn += 1;
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => this.#ask(text, this.turn), wait);
  }

  stop() {
    this.turn += 1;
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  async #ask(text, turn) {
    this.asking = new AbortController();
    try {
      const answer = await fetch("/api/apology/review", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text: wellFormed(text), locale: this.locale }),
        signal: this.asking.signal,
      });
      const body = await answer.json();
      if (turn !== this.turn) return;
      this.away(false);
      if (answer.ok) this.answered(body, text);
      else if (answer.status === 429) this.read(text, pauseOf(answer));
      else this.refused(body.message);
    } catch {
      if (turn !== this.turn) return;
      this.away(true);
      this.read(text, RETRY_MS);
    }
  }
}

function pauseOf(answer) {
  return 1000 * (Number(answer.headers.get("Retry-After")) || 1);
}

// Half a character cannot travel; in its place goes a whole one of the same length.
function wellFormed(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
