// Puts the page together: view, composer, outbox and listener know nothing of each other.

import { wireTheme } from "./appearance.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { make } from "./elements.js";
import { wireHide } from "./leaving.js";
import { Listener } from "./listening.js";
import { Outbox } from "./posting.js";
import { ownBubble, View } from "./view.js";

const RETRY_MS = 3000;
const TYPING_MS = 4000;

const at = (id) => document.getElementById(id);

async function readJson(address) {
  for (;;) {
    try {
      const answer = await fetch(address);
      if (answer.ok) return await answer.json();
    } catch {
      // Not connected yet.
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function wireTyping(view) {
  const typing = at("typing");
  let timer = null;
  return (on) => {
    clearTimeout(timer);
    typing.hidden = !on;
    if (!on) return;
    timer = setTimeout(() => (typing.hidden = true), TYPING_MS);
    view.toEnd();
  };
}

function showWaiting(labels, waiting) {
  const ghosts = waiting
    .filter((event) => event.label !== "")
    .map((event) => {
      const ghost = make("li", "entry own ghost");
      ghost.append(ownBubble(event.label ?? event.text), make("span", "fate", labels.sending));
      return ghost;
    });
  at("waiting").replaceChildren(...ghosts);
}

function start(labels, history) {
  const announce = (text, visibly = false) => {
    at("announcer").textContent = text;
    if (visibly) composer.say(text);
  };
  const view = new View(labels, {
    announce,
    onTap: (button) => say({ kind: "tap", text: button.label, data: button.data }),
  });
  const typing = wireTyping(view);
  const heard = (items) => {
    const spoke = view.show(items);
    if (spoke) typing(false);
    if (spoke && document.hidden) document.title = `• ${labels.title}`;
  };
  const outbox = new Outbox({
    last: () => view.last,
    show: (waiting) => {
      showWaiting(labels, waiting);
      banner();
      if (waiting.length) view.toEnd();
    },
    arrived: (items) => {
      heard(items);
      typing(false);
      if (!listener.source) listener.open();
    },
    held: (problem) => {
      state.problem = problem;
      if (problem) typing(false);
      banner();
    },
    refused: (event, message) => {
      typing(false);
      if (event.kind === "text") composer.giveBack(event.text);
      composer.say(message);
    },
  });
  const state = { connected: true, problem: null };
  const line = new Banner(at("banner"), labels);
  const banner = () => line.update({ ...state, waiting: outbox.waiting.length });
  const listener = new Listener({
    heard,
    last: () => view.last,
    state: (connected) => {
      state.connected = connected;
      if (connected) outbox.flush();
      banner();
    },
  });
  const say = (event) => {
    outbox.add(event);
    if (state.connected) typing(true);
  };
  const composer = new Composer(labels, Number(document.body.dataset.textLimit), (text) =>
    say({ kind: "text", text }),
  );

  wireTheme(at("theme"), labels);
  wireHide(at("hide"), labels, () => outbox.forget());
  at("menu").addEventListener("click", () => say({ kind: "command", text: "menu", label: "" }));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = labels.title;
  });

  view.show(history.items, { quiet: true });
  view.toEnd();
  if (history.known) listener.open();
  else if (!outbox.waiting.length) say({ kind: "command", text: "start", label: "" });
  outbox.changed();
  outbox.flush();
}

const [labels, history] = await Promise.all([
  readJson(`/api/interface/${document.documentElement.lang}`),
  readJson("/api/chat/history"),
]);
start(labels, history);
