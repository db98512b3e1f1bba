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
from functools import cache, lru_cache
from itertools import pairwise

from app.coach.lerner.cues import Hit
from app.coach.lerner.data import load_mapping, load_text
from app.coach.lerner.passage import Passage, Places
from app.coach.lerner.reading import COMMA, STOP

FAULT_LABELS = ("blame", "crime_sheet", "excuse", "evasion", "minimizing", "demand", "overdone")
PART_LABELS = ("impact", "amends", "change")
LABELS = (*FAULT_LABELS, *PART_LABELS)
_SURE = 0.7
_IMPOSSIBLE = 0.05
_REDEEMS = ("cancel", "release", "kindness", "report")
_LONGEST_WINDOW = 60  # words


def features(words: Sequence[str]) -> set[str]:
    """The words and neighbouring pairs of a row of plain words, and its threes of bare bones."""
    bones = [_bone(word) for word in words]
    threes = zip(bones, bones[1:], bones[2:], strict=False)
    return {
        *words,
        *(f"{one} {two}" for one, two in pairwise(words)),
        *(f"~{one} {two} {three}" for one, two, three in threes),
    }


@lru_cache(maxsize=20_000)
def _bone(word: str) -> str:
    """A small word as it is, another by its ending: "you had a *" fits what was never read."""
    if word in _small_words():
        return word
    return next((f"*{ending}" for ending in ("ing", "ed", "s") if word.endswith(ending)), "*")


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load_mapping("languages.yaml")["en"].split()) | {STOP, COMMA}


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
        weights, place = _model()[1], LABELS.index(label)
        best: tuple[float, Hit] | None = None
        for sentence in self._passage.sentences[max(0, number - 1) : number + 1]:
            for first, last in self._passage.clauses(sentence):
                clause = Hit(label, first, last)
                words = [word.plain for word in self._passage.reading.words[first:last]]
                weight = sum(weights[name][place] for name in features(words) if name in weights)
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
    bias, weights = _model()
    found = features(words)
    sums = [0.0] * len(LABELS)
    for name in found:
        known = weights.get(name)
        if known:
            sums = [total + weight for total, weight in zip(sums, known, strict=True)]
    scale = 1 / math.sqrt(len(found) or 1)
    return {
        label: _logistic(start + scale * total)
        for label, start, total in zip(LABELS, bias, sums, strict=True)
    }


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@cache
def _model() -> tuple[list[float], dict[str, list[float]]]:
    """The bias of each label, and for each feature its weight for each label."""
    stored = json.loads(load_text("opinion.json"))
    if stored["labels"] != list(LABELS):
        raise ValueError("opinion.json is for other labels; run bench/apology_train.py")
    return stored["bias"], stored["weights"]
