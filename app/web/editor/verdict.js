// What to say when nothing is left to look at, or when this is no apology to read.

export function verdictOf(answer, { open, kept }, labels) {
  if (answer.kind === "empty" || open) return null;
  if (answer.kind !== "apology") {
    const link = answer.kind === "danger" ? labels.danger_link : labels.note_apology_link;
    return { title: "", text: answer.note, link };
  }
  if (kept) return { title: labels.kept_title, text: labels.kept_text };
  if (answer.missing.length) return { title: "", text: labels.clean_more };
  return { title: labels.clean_title, text: labels.clean_text, whole: true };
}
