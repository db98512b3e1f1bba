// The layer behind the text box: the same words in the same places, unseen, with marks under some.

import { make } from "../elements.js";

export class Highlights {
  constructor(layer) {
    this.layer = layer;
  }

  // Marks may overlap; each is {start, end, className}.
  show(text, marks) {
    const cuts = new Set([0, text.length]);
    for (const mark of marks) cuts.add(mark.start).add(mark.end);
    const ends = [...cuts].sort((one, other) => one - other);
    const pieces = ends.slice(1).map((end, index) => piece(text, ends[index], end, marks));
    // A line break at the end opens a line in a text box, not in a paragraph: the layer needs
    // something to stand on it.
    this.layer.replaceChildren(...pieces, "\u200b");
  }
}

function piece(text, start, end, marks) {
  const classes = marks
    .filter((mark) => mark.start <= start && end <= mark.end)
    .map((mark) => mark.className);
  const words = text.slice(start, end);
  return classes.length ? make("span", [...new Set(classes)].join(" "), words) : words;
}
