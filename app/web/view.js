// The talk on the screen: entries by number, the choices of the last prompt, where one has read to.

import { choiceGroup } from "./choices.js";
import { draftCard } from "./drafts.js";
import { coachWords, make, words } from "./elements.js";
import { fileLink } from "./files.js";
import { paceBubble, showBeat } from "./pacing.js";

const NEAR_END_PX = 96;

export class View {
  constructor(labels, { onTap, announce }) {
    this.labels = labels;
    this.onTap = onTap;
    this.announce = announce;
    this.log = document.getElementById("log");
    this.scroller = document.getElementById("scroll");
    this.newer = document.getElementById("newer");
    this.locale = document.documentElement.lang;
    this.day = "";
    this.last = 0;
    this.byKey = new Map();
    this.byKeyboard = false;
    this.newer.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => this.nearEnd() && (this.newer.hidden = true));
    new ResizeObserver(() => this.pinned && this.toEnd()).observe(this.scroller);
    this.pinned = true;
    this.scroller.addEventListener("scroll", () => (this.pinned = this.nearEnd()));
  }

  // Show entries in order; each number is shown once, however often it arrives. Returns whether
  // the coach said something new.
  show(items, { quiet = false } = {}) {
    const fresh = items.filter((item) => item.seq > this.last);
    if (!fresh.length) return false;
    const stay = this.nearEnd() || fresh.some((item) => item.kind === "own");
    for (const item of fresh) {
      this.last = Math.max(this.last, item.seq);
      if (item.kind === "clear") this.clear();
      else if (item.kind === "own") this.addOwn(item);
      else this.addReply(item, quiet);
    }
    if (stay) this.toEnd();
    else this.newer.hidden = false;
    this.focusChoices();
    return fresh.some((item) => item.kind === "say");
  }

  clear() {
    this.log.replaceChildren();
    this.byKey.clear();
    this.day = "";
    this.log.append(make("p", "note", this.labels.cleared));
  }

  addOwn(item) {
    this.closeChoices((group) => labelsOf(group).includes(item.text));
    this.place(this.entry(ownBubble(item.text), "own", this.labels.you), item);
  }

  addReply(item, quiet) {
    const { reply } = item;
    const edited = reply.key === null ? undefined : this.byKey.get(reply.key);
    const entry = edited ?? this.entry(null, "coach", this.labels.coach);
    this.fillReply(entry, reply, quiet);
    if (!edited) this.place(entry, item);
    if (reply.key !== null) this.byKey.set(reply.key, entry);
  }

  fillReply(entry, reply, quiet) {
    if (reply.kind === "pace") {
      const bubble = entry.querySelector(":scope > .pace") ?? paceBubble();
      const phase = showBeat(bubble, reply.text);
      if (phase && !quiet) this.announce(phase);
      if (!bubble.parentElement) entry.append(bubble);
    } else {
      entry.querySelector(":scope > .bubble, :scope > .card")?.remove();
      const body = reply.kind === "draft" ? this.draft(reply) : coachBubble(reply.text);
      if (reply.attachment) body.append(fileLink(reply.attachment, this.labels));
      entry.querySelector(":scope > .sr").after(body);
    }
    this.fillChoices(entry, reply);
  }

  // Buttons that a beat repeats stay as they are, under the finger and in focus.
  fillChoices(entry, reply) {
    const made = JSON.stringify(reply.buttons);
    const old = entry.querySelector(":scope > .choices");
    if (old?.dataset.made === made) return;
    old?.remove();
    const group = choiceGroup(reply, this.labels, (button, byKeyboard) => {
      this.byKeyboard = byKeyboard;
      this.closeChoices((other) => other === group);
      this.onTap(button);
    });
    if (!group) return;
    if (reply.prompt) this.closeChoices((other) => "prompt" in other.dataset);
    group.dataset.made = made;
    if (reply.prompt) group.dataset.prompt = "";
    entry.append(group);
  }

  draft(reply) {
    return draftCard(reply, this.labels, this.announce);
  }

  entry(body, side, speaker) {
    const entry = make("article", `entry ${side}`);
    entry.append(make("span", "sr", `${speaker}: `));
    if (body) entry.append(body);
    return entry;
  }

  place(entry, item) {
    const at = new Date(item.at);
    const day = at.toLocaleDateString(this.locale, { weekday: "long", day: "numeric", month: "long" });
    if (day !== this.day) {
      this.day = day;
      this.log.append(make("p", "day", day));
    }
    entry.title = at.toLocaleTimeString(this.locale, { hour: "numeric", minute: "2-digit" });
    this.log.append(entry);
  }

  // What was answered, or overtaken by a newer prompt, must not be answered again.
  closeChoices(isDone) {
    for (const group of this.log.querySelectorAll(".choices")) {
      if (!isDone(group)) continue;
      if (group.contains(document.activeElement)) this.log.focus({ preventScroll: true });
      group.remove();
    }
  }

  // Who came here by keyboard goes on by keyboard, without searching.
  focusChoices() {
    if (!this.byKeyboard) return;
    const groups = this.log.querySelectorAll(".choices");
    if (!groups.length) return;
    groups[groups.length - 1].querySelector("button").focus({ preventScroll: true });
    this.byKeyboard = false;
  }

  nearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }
}

function labelsOf(group) {
  return [...group.querySelectorAll("button")].map((button) => button.textContent);
}

function coachBubble(text) {
  const bubble = make("div", "bubble coach");
  bubble.append(coachWords(text));
  return bubble;
}

export function ownBubble(text) {
  const bubble = make("div", "bubble own");
  bubble.append(words(text));
  return bubble;
}
