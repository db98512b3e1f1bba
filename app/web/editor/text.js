// Text arithmetic. The server counts code points, the page UTF-16 units.

// The offset in UTF-16 units of each code point of a text, and of its end.
export function unitOffsets(text) {
  const offsets = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  offsets.push(at);
  return offsets;
}

// What one edit did: text[start, end) of the old text became the new text's [start, end + shift).
export function editBetween(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { start, end: before.length - tail, shift: after.length - before.length };
}

// The place after the edit; null when the edit changed its words.
export function moved(place, edit) {
  if (place.end <= edit.start) return place;
  if (place.start < edit.end) return null;
  return { ...place, start: place.start + edit.shift, end: place.end + edit.shift };
}

// The span that a rewrite really replaces: words left out at the very beginning take the white
// space behind them along.
export function replacedSpan(text, { start, end, instead }) {
  if (instead || text.slice(0, start).trim()) return { start, end };
  const rest = text.slice(end);
  return { start, end: end + rest.length - rest.trimStart().length };
}
