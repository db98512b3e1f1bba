// Findings as places to look at: findings that share words are looked at together, one card each.

import { unitOffsets } from "./text.js";

// Findings or parts of an answer, their offsets in UTF-16 units.
export function inUnits(spans, text) {
  const offsets = unitOffsets(text);
  return spans.map((span) => ({ ...span, start: offsets[span.start], end: offsets[span.end] }));
}

// The clause that makes each part, by the part's label; of a part that is there twice, the first.
export function partWords(parts, text) {
  const lastFirst = inUnits(parts, text).sort((one, other) => other.start - one.start);
  return new Map(lastFirst.map((part) => [part.label, clauseAround(text, part)]));
}

const BOUNDARY = /[.,;:!?\n\u2026\u060c\u061f]/;

function clauseAround(text, { start, end }) {
  let from = start;
  while (from > 0 && !BOUNDARY.test(text[from - 1])) from -= 1;
  let to = end;
  while (to < text.length && !BOUNDARY.test(text[to])) to += 1;
  return text.slice(from, to).trim();
}

// Rewrites never overlap one another, so each leads a place; a question joins the rewrite that it
// shares words with, since taking the rewrite answers it too.
export function places(findings, text) {
  const leads = findings.filter((finding) => finding.instead !== null);
  const found = leads.map((lead) => ({ lead, others: [] }));
  for (const question of findings.filter((finding) => finding.instead === null)) {
    const host = found.find(({ lead }) => overlap(lead, question));
    if (host) host.others.push(question);
    else found.push({ lead: question, others: [] });
  }
  return found
    .map(({ lead, others }) => place(lead, others, text))
    .sort((one, other) => one.start - other.start || one.end - other.end);
}

function overlap(one, other) {
  return one.start < other.end && other.start < one.end;
}

function place(lead, others, text) {
  const start = Math.min(lead.start, ...others.map((other) => other.start));
  const end = Math.max(lead.end, ...others.map((other) => other.end));
  const words = text.slice(start, end);
  return { key: `${lead.label}|${words}`, lead, others, start, end, words };
}

// The place after an edit elsewhere; null when the edit changed its words.
export function shifted(place, move) {
  const whole = move(place);
  const lead = move(place.lead);
  return whole && lead && { ...whole, lead, others: place.others.map((other) => move(other)) };
}
