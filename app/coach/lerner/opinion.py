"""What a small linear model thinks of each clause, and how that is weighed against the cues.

The cues know the phrases somebody wrote down, but see neither paraphrase nor tone. The model,
trained on the authored texts by `bench/apology_train.py`, has a feeling for the rest. Neither
decides alone: for each label a second, tiny model (`Weighing`) looks at what both say about the
whole text. Its seven coefficients and the weights of the first are the reasons of a verdict.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.coach.lerner.clauses import Clause, clause_features, clauses
from app.coach.lerner.cues import Hit
from app.coach.lerner.data import load_text
from app.coach.lerner.passage import Passage

FILE = "opinion.json"
_SIGNED_BYTE, _BYTE = 128, 256
_LEAST = 1e-4  # no probability is nearer to 0 or 1 than this
_NO_SECOND = -5.0
_MANY_CLAUSES = 8
_DOUBTED = 0.1
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class ClauseModel:
    """`rows[feature]` holds one weight a label, as whole numbers times `scale`."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[str, Sequence[int]]

    def probabilities(self, features: Sequence[str]) -> dict[str, float]:
        """The probability, 0 to 1, of each label for a clause; labels do not exclude each other."""
        known = [self.rows[name] for name in features if name in self.rows]
        scale = self.scale / math.sqrt(len(known) or 1)
        sums = map(sum, zip(*known, strict=True)) if known else [0] * len(self.labels)
        return {
            label: _logistic(start + scale * total)
            for label, start, total in zip(self.labels, self.bias, sums, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each piece of evidence about a label counts, and the bias."""

    bias: float
    weights: tuple[float, ...]

    def probability(self, evidence: Sequence[float]) -> float:
        """The probability, 0 to 1, that the label holds for the text."""
        pairs = zip(self.weights, evidence, strict=True)
        return _logistic(self.bias + sum(weight * value for weight, value in pairs))


class Opinion:
    """What the model thinks of each clause of a passage."""

    def __init__(self, passage: Passage) -> None:
        """Score every clause of `passage` for every label."""
        self.clauses = clauses(passage)
        model = clause_model()
        self._scores = [model.probabilities(row) for row in clause_features(passage, self.clauses)]
        self._clause_of = {
            index: place
            for place, part in enumerate(self.clauses)
            for index in range(part.first, part.last)
        }

    def settle(self, suspected: Sequence[Hit], counting: frozenset[str]) -> list[Hit]:
        """What stands of the suspicions of the cues, and what the model adds, for every label.

        `counting` are the labels whose suspicions say that the text is at fault.
        """
        at_fault = any(hit.cue in counting for hit in suspected)
        settled: list[Hit] = []
        for label, weighing in weighings().items():
            hits = [hit for hit in suspected if hit.cue == label]
            scores = [score[label] for score in self._scores]
            places = {self._place(hit) for hit in hits}
            if weighing.probability(evidence(scores, places, at_fault=at_fault)) > _LIKELY:
                settled += self._standing(label, hits, scores)
        return settled

    def _standing(self, label: str, hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
        """Where the label stands: suspicions not doubted, likely clauses, else the best place."""
        standing = [hit for hit in hits if scores[self._place(hit)] > _DOUBTED]
        taken = {self._place(hit) for hit in standing}
        standing += [
            _hit(label, self.clauses[place])
            for place, score in enumerate(scores)
            if score > _LIKELY and place not in taken
        ]
        if standing:
            return standing
        if hits:
            return [max(hits, key=lambda hit: scores[self._place(hit)])]
        return [_hit(label, self.clauses[max(range(len(scores)), key=scores.__getitem__)])]

    def _place(self, hit: Hit) -> int:
        return self._clause_of.get(hit.first, 0)


def evidence(scores: Sequence[float], suspected: set[int], *, at_fault: bool) -> list[float]:
    """What speaks for a label in a text: the model's `scores` of its clauses, and the places of
    the clauses that cues `suspected`; `at_fault` when any fault was suspected."""
    odds = sorted((_odds(score) for score in scores), reverse=True)
    best = odds[0]
    there = max((_odds(scores[place]) for place in suspected), default=0.0)
    return [
        float(bool(suspected)),
        best,
        best if suspected else 0.0,
        there,
        odds[1] if len(odds) > 1 else _NO_SECOND,
        float(at_fault),
        float(min(_MANY_CLAUSES, len(scores))),
    ]


def _hit(label: str, clause: Clause) -> Hit:
    return Hit(label, clause.first, clause.last)


def _odds(probability: float) -> float:
    likely = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(likely / (1 - likely))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@cache
def clause_model() -> ClauseModel:
    """The clause model shipped with the package."""
    stored = _stored()
    return ClauseModel(
        tuple(stored["labels"]),
        tuple(stored["bias"]),
        stored["scale"],
        {name: _signed(base64.b64decode(row)) for name, row in stored["weights"].items()},
    )


@cache
def weighings() -> Mapping[str, Weighing]:
    """The shipped weighing of each label."""
    return {
        label: Weighing(bias, tuple(weights))
        for label, (bias, *weights) in _stored()["weighings"].items()
    }


@cache
def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(load_text(FILE))
    return stored


def _signed(row: bytes) -> tuple[int, ...]:
    return tuple(byte - _BYTE if byte >= _SIGNED_BYTE else byte for byte in row)
