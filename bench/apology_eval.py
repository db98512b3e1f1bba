"""Measure the apology review on an authored split: `python -m bench.apology_eval [split ...]`.

For each label: precision, recall, F1 and support; then micro-F1 over the faults and over the
parts, the share of good apologies with any fault, and the milliseconds a 1,000-letter text takes.
`--errors` lists what was missed (-) and what was wrongly found (+); it refuses the held-out
splits, so that nobody tunes on them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.coach.apology import FAULTS, PARTS, Review, review

DATA = Path(__file__).parent / "apology"
HELD_OUT = ("test", "fresh", "blind")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text."""

    id: str
    text: str
    faults: frozenset[str]
    parts: frozenset[str]
    spans: tuple[tuple[str, str], ...] = ()
    """(label, the words that carry it), where somebody marked them."""

    @property
    def good(self) -> bool:
        """Whether it is an apology without a fault."""
        return bool(self.parts) and not self.faults


@dataclass(slots=True)
class Score:
    """Counts of one split: (label, "right" | "wrong" | "missed") and good apologies accused."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    good: int = 0
    accused: int = 0

    def f1(self, labels: tuple[str, ...]) -> float:
        """Micro-averaged F1 over `labels`."""
        right, wrong, missed = (self.total(labels, kind) for kind in ("right", "wrong", "missed"))
        return 2 * right / max(1, 2 * right + wrong + missed)

    def total(self, labels: tuple[str, ...], kind: str) -> int:
        """How many of a kind over `labels`."""
        return sum(self.counts[label, kind] for label in labels)

    @property
    def false_alarms(self) -> float:
        """The share of good apologies in which a fault was found."""
        return self.accused / max(1, self.good)


def load(split: str) -> list[Row]:
    """Return the rows of a split."""
    lines = (DATA / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Row(
            row["id"],
            row["text"],
            frozenset(row["faults"]),
            frozenset(row["parts"]),
            tuple((label, words) for label, words in row.get("spans", ())),
        )
        for row in rows
    ]


def score(rows: list[Row]) -> Score:
    """Review every row and count."""
    total = Score()
    for row in rows:
        found = review(row.text)
        for truth, seen in ((row.faults, set(found.faults)), (row.parts, set(found.present))):
            total.counts.update((label, "right") for label in truth & seen)
            total.counts.update((label, "wrong") for label in seen - truth)
            total.counts.update((label, "missed") for label in truth - seen)
        total.good += row.good
        total.accused += row.good and bool(found.faults)
    return total


def milliseconds(rows: list[Row]) -> float:
    """The mean time of a review of 1,000 letters made of the rows' texts."""
    text = " ".join(row.text for row in rows)
    pieces = [text[start : start + 1000] for start in range(0, len(text) - 999, 1000)]
    review(pieces[0])
    started = time.perf_counter()
    for piece in pieces:
        review(piece)
    return 1000 * (time.perf_counter() - started) / len(pieces)


def _print(split: str, rows: list[Row], total: Score) -> None:
    print(f"{split}: {len(rows)} texts")
    for label in (*FAULTS, *PARTS):
        right, wrong, missed = (total.counts[label, k] for k in ("right", "wrong", "missed"))
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        print(
            f"  {label:15} P {precision:.2f}  R {recall:.2f}  F1 {total.f1((label,)):.2f}"
            f"  n {right + missed}"
        )
    print(f"  faults micro-F1 {total.f1(FAULTS):.3f}   parts micro-F1 {total.f1(PARTS):.3f}")
    print(f"  good apologies with any fault: {total.accused}/{total.good}")


def _print_errors(rows: list[Row]) -> None:
    for row in rows:
        found = review(row.text)
        marks = _marks(row.faults, set(found.faults)) + _marks(row.parts, set(found.present))
        if marks:
            print(f"{row.id} {row.text[:240]}\n    {' '.join(marks)} | {_seen(found, marks)}")


def _marks(truth: frozenset[str], seen: set[str]) -> list[str]:
    return [f"-{label}" for label in sorted(truth - seen)] + [
        f"+{label}" for label in sorted(seen - truth)
    ]


def _seen(found: Review, marks: list[str]) -> str:
    return "; ".join(
        f"{item.label}: {found.text[item.start : item.end]!r}"
        for item in (*found.findings, *found.parts)
        if f"+{item.label}" in marks
    )


def main() -> None:
    """Print the figures of the splits named on the command line (dev by default)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("splits", nargs="*", default=["dev"])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    for split in options.splits:
        rows = load(split)
        if options.errors and split in HELD_OUT:
            parser.error(f"{split} is held out; its errors are not for tuning")
        if options.errors:
            _print_errors(rows)
        _print(split, rows, score(rows))
    print(f"{milliseconds(load('train')):.2f} ms for 1,000 letters")


if __name__ == "__main__":
    main()
