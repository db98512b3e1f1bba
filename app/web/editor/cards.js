// The list of places to look at, one card each. Cards of places that stay are kept, with the focus
// that may be on them.

import { make, words } from "../elements.js";

export class Cards {
  // take(place), keep(place), show(place)
  constructor(list, labels, actions) {
    this.list = list;
    this.labels = labels;
    this.actions = actions;
    this.cards = new Map();
  }

  show(places) {
    const seen = new Map();
    const kept = new Map();
    for (const place of places) {
      const count = (seen.get(place.key) ?? 0) + 1;
      seen.set(place.key, count);
      const key = JSON.stringify([place.key, count, place.lead.instead, place.others.length]);
      const card = this.cards.get(key) ?? this.#card();
      if (!card.place) fillCard(card, place, this.labels);
      card.place = place;
      kept.set(key, card);
    }
    for (const [key, card] of this.cards) if (!kept.has(key)) card.element.remove();
    this.cards = kept;
    let next = this.list.firstElementChild;
    for (const { element } of kept.values()) {
      if (element === next) next = next.nextElementSibling;
      else this.list.insertBefore(element, next);
    }
  }

  // The card of this place comes to the fore; none for null.
  // bySight: it is scrolled into view; peek: on a small screen it lies in front of the text.
  activate(place, { bySight = false, peek = false } = {}) {
    for (const card of this.cards.values()) {
      const on = card.place === place;
      card.element.classList.toggle("active", on);
      card.element.classList.toggle("peek", on && peek);
      if (on) card.element.setAttribute("aria-current", "true");
      else card.element.removeAttribute("aria-current");
      if (on && bySight) reveal(card.element, this.list);
    }
  }

  indexOf(place) {
    return [...this.cards.values()].findIndex((card) => card.place === place);
  }

  // Puts the focus on the card now at this index, or the last; false when there is none.
  focus(index) {
    const cards = [...this.cards.values()];
    const card = cards[Math.min(index, cards.length - 1)];
    card?.element.querySelector("button").focus();
    return Boolean(card);
  }

  #card() {
    const card = { element: make("li", "place"), place: null };
    const { take, keep, show } = this.actions;
    card.on = { take: () => take(card.place), keep: () => keep(card.place) };
    card.element.addEventListener("click", (event) => {
      if (!event.target.closest("button")) show(card.place);
    });
    card.element.addEventListener("focusin", () => this.actions.near(card.place));
    // A tap on the card in front of the text leaves the focus, and a phone's keyboard, where
    // they are.
    card.element.addEventListener("pointerdown", (event) => {
      if (card.element.classList.contains("peek")) event.preventDefault();
    });
    return card;
  }
}

function fillCard(card, place, labels) {
  const { lead, others } = place;
  card.element.append(make("h3", "place-title", lead.title));
  card.element.append(quote(place, labels), make("p", "why", lead.why));
  if (lead.instead) card.element.append(rewrite(lead, labels));
  if (lead.instead === null) card.element.append(question(lead, labels));
  if (others.length) card.element.append(also(others, labels));
  const row = make("div", "card-actions");
  if (lead.instead !== null) {
    const take = button("pill strong", lead.instead ? labels.take : labels.leave_out, card.on.take);
    describe(take, lead);
    row.append(take);
  }
  const keep = button("pill quiet", labels.keep_mine, card.on.keep);
  describe(keep, lead);
  row.append(keep);
  card.element.append(row);
}

// Every card has the same buttons; who cannot see the card hears which one it is.
function describe(element, lead) {
  element.setAttribute("aria-description", lead.title);
}

function quote(place, labels) {
  const line = make("p", "quote");
  line.append(make("span", "sr", `${labels.in_your_words}: `));
  const said = make(place.lead.instead === "" ? "del" : "q", "own-words", bare(place.words));
  said.dir = "auto";
  line.append(said);
  return line;
}

// Without the white space and the comma that lead to it.
function bare(text) {
  return text.replace(/^[\s,;]+/, "").trimEnd();
}

function rewrite(lead, labels) {
  const block = make("div", "instead");
  block.append(make("span", "small", labels.rewrite), words(lead.instead.trim(), "new-words"));
  return block;
}

function question(lead, labels) {
  const block = make("div", "asks");
  block.append(make("span", "small", labels.question), make("p", "", lead.question));
  return block;
}

function also(others, labels) {
  const titles = [...new Set(others.map((other) => other.title))].join(" · ");
  return make("p", "also", `${labels.also_here}: ${titles}`);
}

function button(className, label, act) {
  const element = make("button", className, label);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// Scrolls the list alone, never the page under somebody's typing.
function reveal(element, list) {
  const rail = list.closest(".rail");
  const box = element.getBoundingClientRect();
  const frame = rail.getBoundingClientRect();
  if (box.top < frame.top) rail.scrollTop += box.top - frame.top - 12;
  else if (box.bottom > frame.bottom) rail.scrollTop += box.bottom - frame.bottom + 12;
}
