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
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from app.coach.lerner.clauses import Clause, Features, clause_features, clauses
from app.coach.lerner.cues import Hit
from app.coach.lerner.data import load_text
from app.coach.lerner.passage import Passage

FILE = "opinion.json"
_SUREST = 9.2  # no odds go beyond this
_NO_SECOND = -5.0
_MANY_CLAUSES = 8
_DOUBTED, _EVEN = -2.2, 0.0  # odds
_LIKELY = 0.5
_ALONE, _WITH_OTHERS = 0.65, 0.4  # how likely a fault must be, alone in a text or not


@dataclass(frozen=True, slots=True)
class ClauseModel:
    """`weights[rows[kind][name]]` holds one weight a label, as whole numbers times `scale`.

    Row 0 is of no feature, and holds zeros.
    """

    labels: tuple[str, ...]
    bias: npt.NDArray[np.float64]
    scale: float
    rows: Mapping[str, Mapping[str, int]]
    weights: npt.NDArray[np.int8]

    def odds(self, clauses: Iterable[Features]) -> dict[str, list[float]]:
        """By label, the logarithm of its odds in each clause; no label excludes another."""
        known: list[int] = []
        begins: list[int] = []
        for features in clauses:
            begins.append(len(known))
            known.append(0)
            for kind, names in features:
                known += filter(None, map(self.rows[kind].get, names))
        counts = np.diff(begins, append=len(known)) - 1
        totals = np.add.reduceat(self.weights[known], begins, dtype=np.int64)
        scales = self.scale / np.sqrt(np.maximum(counts, 1))
        odds = (self.bias + totals * scales[:, None]).clip(-_SUREST, _SUREST)
        return dict(zip(self.labels, odds.T.tolist(), strict=True))


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
        self._odds = clause_model().odds(clause_features(passage, self.clauses))
        self._clause_of = {
            index: place
            for place, part in enumerate(self.clauses)
            for index in range(part.first, part.last)
        }

    def settle(self, suspected: Sequence[Hit], faults: frozenset[str]) -> list[Hit]:
        """What stands of the suspicions of the cues, and what the model adds, for every label.

        `faults` are the labels of which a lone one must be surer: where one fault is, a second is
        likely, and an apology that is good but for one doubtful thing is better left alone.
        """
        at_fault = any(hit.cue in faults for hit in suspected)
        places = {
            label: {self._place(hit) for hit in suspected if hit.cue == label}
            for label in self._odds
        }
        likely = {
            label: weighing.probability(
                evidence(self._odds[label], places[label], at_fault=at_fault)
            )
            for label, weighing in weighings().items()
        }
        several = sum(likely[label] > _WITH_OTHERS for label in faults) > 1
        least = dict.fromkeys(faults, _WITH_OTHERS if several else _ALONE)
        return [
            hit
            for label, probability in likely.items()
            if probability > least.get(label, _LIKELY)
            for hit in self._standing(
                label, [hit for hit in suspected if hit.cue == label], self._odds[label]
            )
        ]

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
    labels = tuple(stored["labels"])
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for row, feature in enumerate(stored["weights"], 1):
        kind, _, name = feature.partition(":")
        rows[kind][name] = row
    packed = bytes(len(labels)) + b"".join(map(base64.b64decode, stored["weights"].values()))
    return ClauseModel(
        labels,
        np.array(stored["bias"]),
        stored["scale"],
        rows,
        np.frombuffer(packed, dtype=np.int8).reshape(-1, len(labels)),
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
