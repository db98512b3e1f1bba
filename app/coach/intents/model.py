"""A trained linear model, read from JSON and applied in plain Python.

The model is a multinomial logistic regression over the features of `features.py`; `bench` trains it
and this module only adds up weights. Weights are whole numbers (one byte each) times `scale`.
"""

import base64
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.coach.intents.features import GROUPS

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`rows[feature]` is (inverse document frequency, one weight per label)."""

    digest: str
    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[str, tuple[float, bytes]]

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Label -> probability; the values sum to 1."""
        scores = list(self.bias)
        for name, strength in self._strengths(features).items():
            for index, weight in enumerate(self._weights(name)):
                scores[index] += strength * weight
        return dict(zip(self.labels, _softmax(scores), strict=True))

    def strongest(self, features: Iterable[str], label: str, count: int) -> tuple[str, ...]:
        """The `count` features that speak most for `label`, strongest first."""
        index = self.labels.index(label)
        pull = {
            name: strength * self._weights(name)[index]
            for name, strength in self._strengths(features).items()
        }
        ranked = sorted((name for name in pull if pull[name] > 0), key=lambda n: (-pull[n], n))
        return tuple(ranked[:count])

    def _weights(self, name: str) -> list[float]:
        return [whole * self.scale for whole in memoryview(self.rows[name][1]).cast("b")]

    def _strengths(self, features: Iterable[str]) -> dict[str, float]:
        """Known features, each group scaled to length one."""
        rarity = {name: self.rows[name][0] for name in sorted(features) if name in self.rows}
        norms = {
            group: math.sqrt(sum(idf**2 for name, idf in rarity.items() if name[0] == group))
            for group in GROUPS
        }
        return {name: idf / norms[name[0]] for name, idf in rarity.items()}


@cache
def model_for(locale: str) -> LinearModel:
    """The shipped model of a locale. Raises FileNotFoundError where none was trained."""
    return decode(json.loads((DATA / f"intents_{locale}.json").read_text(encoding="utf-8")))


def encode(model: LinearModel) -> dict[str, Any]:
    """The JSON form of a model: see `decode`."""
    return {
        "digest": model.digest,
        "labels": list(model.labels),
        "bias": [round(value, 4) for value in model.bias],
        "scale": model.scale,
        "features": {
            name: [idf, base64.b64encode(weights).decode()]
            for name, (idf, weights) in sorted(model.rows.items())
        },
    }


def decode(data: Mapping[str, Any]) -> LinearModel:
    """A model from its JSON form."""
    return LinearModel(
        digest=data["digest"],
        labels=tuple(data["labels"]),
        bias=tuple(data["bias"]),
        scale=data["scale"],
        rows={
            name: (idf, base64.b64decode(weights))
            for name, (idf, weights) in data["features"].items()
        },
    )


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
