// The five parts, filling up: the question of a part that is not there, the words of one that is.

import { fill, make } from "../elements.js";

export class Checklist {
  constructor(list, count, names, labels) {
    this.count = count;
    this.labels = labels;
    this.rows = new Map(names.map((name) => [name.label, row(name)]));
    list.append(...[...this.rows.values()].map(({ element }) => element));
    this.show(new Map());
  }

  // The person's words for each part that is there, by the part's label.
  show(present) {
    for (const [label, { element, state, below, question }] of this.rows) {
      const there = present.has(label);
      element.classList.toggle("there", there);
      below.textContent = there ? `“${present.get(label)}”` : question;
      state.textContent = `: ${there ? this.labels.part_there : this.labels.part_missing}`;
    }
    const numbers = { here: present.size, all: this.rows.size };
    this.count.textContent = fill(this.labels.parts_count, numbers);
  }
}

function row({ title, question }) {
  const element = make("li", "part");
  const tick = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  tick.setAttribute("viewBox", "0 0 24 24");
  tick.setAttribute("aria-hidden", "true");
  tick.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  tick.firstChild.setAttribute("d", "m6.5 12.5 3.7 3.7 7.3-8");
  const said = make("div", "part-words");
  const name = make("span", "part-name", title);
  const state = make("span", "sr");
  name.append(state);
  const below = make("span", "part-below", question);
  below.dir = "auto";
  said.append(name, below);
  element.append(tick, said);
  return { element, state, below, question };
}
