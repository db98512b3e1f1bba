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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.coach.lerner.clauses import Clause, clause_features, clauses
from app.coach.lerner.cues import Hit
from app.coach.lerner.data import load_text
from app.coach.lerner.passage import Passage

FILE = "opinion.json"
_SIGNED_BYTE, _BYTE = 128, 256
_SUREST = 9.2  # no odds go beyond this
_NO_SECOND = -5.0
_MANY_CLAUSES = 8
_DOUBTED, _EVEN = -2.2, 0.0  # odds
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class ClauseModel:
    """`rows[feature]` holds one weight a label, as whole numbers times `scale`."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[str, Sequence[int]]

    def odds(self, features: Iterable[str]) -> list[float]:
        """The logarithm of the odds of each label for a clause; none excludes another."""
        known = list(filter(None, map(self.rows.get, features)))
        if not known:
            return list(self.bias)
        scale = self.scale / math.sqrt(len(known))
        return [
            max(-_SUREST, min(_SUREST, start + scale * total))
            for start, total in zip(self.bias, map(sum, zip(*known, strict=True)), strict=True)
        ]


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
        rows = [model.odds(row) for row in clause_features(passage, self.clauses)]
        self._odds = dict(zip(model.labels, zip(*rows, strict=True), strict=True))
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
            odds = self._odds[label]
            places = {self._place(hit) for hit in hits}
            if weighing.probability(evidence(odds, places, at_fault=at_fault)) > _LIKELY:
                settled += self._standing(label, hits, odds)
        return settled

    def _standing(self, label: str, hits: Sequence[Hit], odds: Sequence[float]) -> list[Hit]:
        """Where the label stands: suspicions not doubted, likely clauses, else the best place."""
        standing = [hit for hit in hits if odds[self._place(hit)] > _DOUBTED]
        taken = {self._place(hit) for hit in standing}
        standing += [
            _hit(label, self.clauses[place])
            for place, value in enumerate(odds)
            if value > _EVEN and place not in taken
        ]
        if standing:
            return standing
        if hits:
            return [max(hits, key=lambda hit: odds[self._place(hit)])]
        return [_hit(label, self.clauses[max(range(len(odds)), key=odds.__getitem__)])]

    def _place(self, hit: Hit) -> int:
        return self._clause_of.get(hit.first, 0)


def evidence(odds: Sequence[float], suspected: set[int], *, at_fault: bool) -> list[float]:
    """What speaks for a label in a text: the logarithm of its `odds` in each clause, and the places
    of the clauses that cues `suspected`; `at_fault` when any fault was suspected."""
    best, *rest = sorted(odds, reverse=True)
    return [
        float(bool(suspected)),
        best,
        best if suspected else 0.0,
        max((odds[place] for place in suspected), default=0.0),
        rest[0] if rest else _NO_SECOND,
        float(at_fault),
        float(min(_MANY_CLAUSES, len(odds))),
    ]


def _hit(label: str, clause: Clause) -> Hit:
    return Hit(label, clause.first, clause.last)


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
