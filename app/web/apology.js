// The apology editor, put together. What is written here is kept nowhere: not by the server, not
// by the browser. Leaving by mistake is met with the browser's own question.

import { wireTheme } from "./appearance.js";
import { copyText } from "./drafts.js";
import { Cards } from "./editor/cards.js";
import { Checklist } from "./editor/checklist.js";
import { Highlights } from "./editor/highlights.js";
import { Paper } from "./editor/paper.js";
import { inUnits, partWords, places, shifted } from "./editor/places.js";
import { Reader } from "./editor/reader.js";
import { openedInTelegram } from "./editor/telegram.js";
import { moved, replacedSpan } from "./editor/text.js";
import { verdictOf } from "./editor/verdict.js";
import { fill } from "./elements.js";
import { wireHide } from "./leaving.js";

const ANNOUNCE_MS = 1200;
const COPIED_MS = 2500;
const CARET_KEYS = /^(Arrow|Home$|End$|Page)/;

const at = (id) => document.getElementById(id);
const labels = JSON.parse(document.body.dataset.words);
const telegram = openedInTelegram();

// found: every place of the last answer, moved along with later edits; kept: keys of places that
// the person looked at and leaves as they are.
// strolling: the caret moves without writing; leaving: the person wants to go.
const state = {
  answer: null,
  found: [],
  present: new Map(),
  kept: new Set(),
  active: null,
  strolling: false,
  leaving: false,
};

const paper = new Paper(at("draft"), (edit) => textChanged(edit));
const highlights = new Highlights(at("mirror"));
const checklist = new Checklist(
  at("parts"), at("parts-count"), JSON.parse(document.body.dataset.parts), labels,
);
const cards = new Cards(at("findings"), labels, { take, keep, show, near });
const reader = new Reader({
  locale: document.documentElement.lang,
  answered,
  refused: (message) => problem(message),
  away: (yes) => problem(yes ? labels.reading_paused : ""),
});

const open = () => state.found.filter((place) => !state.kept.has(place.key));

function textChanged(edit) {
  const move = (place) => moved(place, edit);
  state.found = state.found.map((place) => shifted(place, move)).filter(Boolean);
  state.active = null;
  state.strolling = false;
  const { text } = paper;
  if (text.trim()) reader.read(text);
  else nothingWritten();
  draw();
}

function nothingWritten() {
  reader.stop();
  problem("");
  state.answer = null;
  state.found = [];
  state.present = new Map();
}

function answered(answer, text) {
  state.answer = answer;
  state.found = places(inUnits(answer.findings, text), text);
  state.present = partWords(answer.parts, text);
  problem("");
  draw();
  lookAtCaret();
  announceStatus();
}

function draw() {
  const { text } = paper;
  const left = open();
  highlights.show(text, left.map(markOf));
  cards.show(left);
  cards.activate(state.active);
  checklist.show(state.present);
  at("findings-section").hidden = !left.length;
  at("status").textContent = status();
  drawVerdict(left.length);
  drawActions(Boolean(text.trim()));
}

// One mark for a place; white space and a comma at its edges are not worth a line.
function markOf(place) {
  const [head] = place.words.match(/^[\s,;]*/);
  const tail = place.words.length - place.words.trimEnd().length;
  return {
    start: place.start + head.length,
    end: place.end - tail,
    className: place === state.active ? "mark-under near" : "mark-under",
  };
}

function drawVerdict(left) {
  const kept = state.found.length - left;
  const verdict = state.answer && verdictOf(state.answer, { open: left, kept }, labels);
  at("verdict").hidden = !verdict;
  at("verdict").classList.toggle("whole", Boolean(verdict?.whole));
  at("verdict-title").textContent = verdict?.title || "";
  at("verdict-title").hidden = !verdict?.title;
  at("verdict-text").textContent = verdict?.text || "";
  at("verdict-link").hidden = !verdict?.link;
  at("verdict-link").textContent = verdict?.link ?? "";
  at("status").hidden = Boolean(verdict?.link);
  at("bring-back").hidden = !kept;
  at("bring-back").textContent = fill(labels.bring_back, { n: kept });
}

function drawActions(written) {
  at("copy").hidden = !written;
  at("keep").hidden = !written || !keeps;
  at("clear").hidden = !written;
  at("undo").hidden = !paper.undoable;
}

function status() {
  if (!state.answer) return labels.status_start;
  if (state.answer.kind !== "apology") return state.answer.note;
  const n = open().length;
  const sentence = { 0: labels.status_none, 1: labels.status_one }[n] ?? labels.status_many;
  const { present, missing } = state.answer;
  return fill(sentence, { n, here: present.length, all: present.length + missing.length });
}

// Screen readers hear the status when the typing rests, and only if it is news.
let said = "";
let saying = null;
function announceStatus() {
  clearTimeout(saying);
  saying = setTimeout(() => {
    if (status() !== said) announce((said = status()));
  }, ANNOUNCE_MS);
}

function announce(text) {
  at("announcer").textContent = text;
}

function problem(message) {
  at("problem").hidden = !message;
  if (at("problem").textContent !== message) at("problem").textContent = message;
}

function take(place) {
  const index = cards.indexOf(place);
  const inList = at("findings").contains(document.activeElement);
  const { start, end } = replacedSpan(paper.text, place.lead);
  paper.replace(start, end, place.lead.instead);
  reader.read(paper.text, 0);
  after(index, inList, labels.taken);
}

function keep(place) {
  const index = cards.indexOf(place);
  const inList = at("findings").contains(document.activeElement);
  state.kept.add(place.key);
  after(index, inList, labels.kept_mine);
}

// The card under the focus is gone: the focus goes to the next one, or back to the text.
function after(index, inList, sentence) {
  state.active = null;
  draw();
  if (inList && !cards.focus(index)) at("draft").focus({ preventScroll: true });
  announce(sentence);
  said = "";
  announceStatus();
}

function show(place) {
  const box = at("draft");
  box.focus();
  box.setSelectionRange(place.start, place.end);
  near(place);
}

function near(place) {
  if (state.active === place) return;
  state.active = place;
  highlights.show(paper.text, open().map(markOf));
  cards.activate(place);
}

// The place with the caret in it comes to the fore, the smallest if several hold it.
function lookAtCaret() {
  const box = at("draft");
  if (document.activeElement !== box) return;
  const { selectionStart: from, selectionEnd: to } = box;
  const holding = open().filter((place) => place.start <= from && to <= place.end);
  holding.sort((one, other) => one.end - one.start - (other.end - other.start));
  state.active = holding[0] ?? null;
  highlights.show(paper.text, open().map(markOf));
  cards.activate(state.active, { bySight: true, peek: state.strolling });
}

async function copy() {
  const button = at("copy");
  const copied = await copyText(paper.text);
  if (!copied) at("draft").select();
  announce(copied ? labels.copied_said : labels.copy_failed);
  if (!copied) return problem(labels.copy_failed);
  button.textContent = labels.copied;
  setTimeout(() => (button.textContent = labels.copy), COPIED_MS);
}

const keeps = Boolean(telegram) && document.body.dataset.keeps === "true";
async function keepInChat() {
  at("keep").disabled = true;
  announce(labels.keeping);
  try {
    const answer = await fetch("/api/apology/drafts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text: paper.text, init_data: telegram.initData }),
    });
    problem(answer.ok ? "" : (await answer.json()).message);
    if (answer.ok) at("keep").textContent = labels.kept_draft;
    if (answer.ok) announce(labels.kept_draft);
    setTimeout(() => (at("keep").textContent = labels.keep), COPIED_MS);
  } catch {
    problem(labels.reading_paused);
  }
  at("keep").disabled = false;
}

function forget() {
  state.leaving = true;
  reader.stop();
  paper.forget();
  highlights.show("", []);
  telegram?.close();
}

at("copy").addEventListener("click", copy);
at("keep").addEventListener("click", keepInChat);
at("undo").addEventListener("click", () => {
  paper.undo();
  announce(labels.undone);
  at("draft").focus();
});
at("clear").addEventListener("click", () => {
  paper.replace(0, paper.text.length, "");
  announce(labels.cleared_draft);
  at("draft").focus();
});
at("bring-back").addEventListener("click", () => {
  state.kept.clear();
  draw();
  at("findings-title").focus();
});
for (const id of ["chat", "verdict-link"]) {
  at(id).addEventListener("click", (event) => {
    if (!telegram) return;
    event.preventDefault();
    telegram.close();
  });
}
// The caret also moves with every letter: no card jumps in front of somebody who writes.
at("draft").addEventListener("pointerdown", () => (state.strolling = true));
at("draft").addEventListener("keydown", (event) => {
  if (CARET_KEYS.test(event.key)) state.strolling = true;
});
document.addEventListener("selectionchange", lookAtCaret);
at("draft").addEventListener("blur", () => cards.activate(state.active));
addEventListener("beforeunload", (event) => {
  if (paper.text.trim() && !state.leaving) event.preventDefault();
});
// Nothing is left for a step back to show.
addEventListener("pagehide", () => {
  paper.forget();
  nothingWritten();
  draw();
});

wireTheme(at("theme"), labels);
wireHide(at("hide"), labels, forget);
draw();
