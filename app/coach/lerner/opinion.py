"""A second opinion on the faults: a small linear model over words and word pairs.

The cues know the phrases somebody wrote down; the model, trained on the authored texts by
`bench/apology_train.py`, has a feeling for the rest. It may add a fault it is nearly sure of, and
drop a suspicion it finds nearly impossible. Its reasons are its weights: a fault it adds points
at the clause that spoke for it most.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from app.coach.lerner.cues import Hit
from app.coach.lerner.data import load_text
from app.coach.lerner.passage import Passage, Places

FAULT_LABELS = ("blame", "crime_sheet", "excuse", "evasion", "minimizing", "demand", "overdone")
PART_LABELS = ("impact", "amends", "change")
LABELS = (*FAULT_LABELS, *PART_LABELS)
_SURE = 0.7
_IMPOSSIBLE = 0.05
_REDEEMS = ("cancel", "release", "report")
_LONGEST_WINDOW = 60  # words


def features(words: Sequence[str]) -> set[str]:
    """The words and neighbouring pairs of a row of plain words."""
    return {*words, *(f"{one} {two}" for one, two in pairwise(words))}


class Opinion:
    """What the model thinks of each sentence of a passage, read with the one before it."""

    def __init__(self, passage: Passage) -> None:
        """Score every sentence of `passage` for every label."""
        self._passage = passage
        self._scores = [
            _probabilities([word.plain for word in passage.reading.words[first:last]])
            for first, last in windows(passage)
        ]

    def of(self, label: str, index: int) -> float:
        """The probability, 0 to 1, of `label` around the word at `index`."""
        here = self._passage.number(index)
        around = self._scores[here : here + 2]
        return max(score[label] for score in around)

    def allows(self, hit: Hit) -> bool:
        """Whether a suspicion is not next to impossible."""
        return hit.cue not in LABELS or self.of(hit.cue, hit.first) > _IMPOSSIBLE

    def added(self, labels: Sequence[str], known_hits: list[Hit]) -> list[Hit]:
        """Hits of `labels` that no cue found and the model is nearly sure of.

        Each stands at the clause that says so; a clause in which something is known already, or
        that stands by an ownership, is left alone.
        """
        placed = Places(self._passage, known_hits)
        found: list[Hit] = []
        for label in labels:
            known = Places(self._passage, (hit for hit in known_hits if hit.cue == label))
            for number, sentence in enumerate(self._passage.sentences):
                if self._scores[number][label] <= _SURE or known.beside(sentence.first, before=1):
                    continue
                clause = self._clause(label, number, placed)
                if clause and not self._redeemed(clause):
                    found.append(clause)
        return list(dict.fromkeys(found))

    def _redeemed(self, clause: Hit) -> bool:
        return any(hit for cue in _REDEEMS for hit in self._passage.near(cue, clause.first))

    def _clause(self, label: str, number: int, placed: Places) -> Hit | None:
        """The free clause of a window that speaks most for `label`, if one speaks for it."""
        weights = _model()[label][1]
        best: tuple[float, Hit] | None = None
        for sentence in self._passage.sentences[max(0, number - 1) : number + 1]:
            for first, last in self._passage.clauses(sentence):
                clause = Hit(label, first, last)
                words = [word.plain for word in self._passage.reading.words[first:last]]
                weight = sum(weights.get(name, 0.0) for name in features(words))
                if weight > (best[0] if best else 0.0) and not placed.cover(clause):
                    best = weight, clause
        return best[1] if best else None


def windows(passage: Passage) -> Iterator[tuple[int, int]]:
    """The ranges of words the model reads: each sentence with the one before it, cut to size."""
    previous = 0
    for sentence in passage.sentences:
        yield max(previous, sentence.last - _LONGEST_WINDOW), sentence.last
        previous = sentence.first


def _probabilities(words: Sequence[str]) -> dict[str, float]:
    found = features(words)
    scale = 1 / math.sqrt(len(found) or 1)
    return {
        label: _logistic(bias + scale * sum(weights.get(name, 0.0) for name in found))
        for label, (bias, weights) in _model().items()
    }


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@cache
def _model() -> dict[str, tuple[float, dict[str, float]]]:
    stored = json.loads(load_text("opinion.json"))
    return {label: (stored[label]["bias"], stored[label]["weights"]) for label in LABELS}
