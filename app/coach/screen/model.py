"""The linear model: a weight for each feature and class, summed; no dependency at run time."""

import functools
import json
import math
from dataclasses import dataclass
from pathlib import Path

from app.coach.screen.features import features

_FILE = Path(__file__).resolve().parent / "phrases" / "model.json"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, one for each of `labels`, with a bias; `alarm` is the risk (0 to 1)
    from which the model alone calls a text risky."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]
    alarm: float

    def probabilities(self, plain: str) -> dict[str, float]:
        """The probability of each label for a normalised text; they sum to 1."""
        known = [self.weights[name] for name in features(plain) if name in self.weights]
        norm = math.sqrt(len(known)) or 1.0
        scores = [
            bias + sum(row[place] for row in known) / norm for place, bias in enumerate(self.bias)
        ]
        top = max(scores)
        odds = [math.exp(score - top) for score in scores]
        return {label: odd / sum(odds) for label, odd in zip(self.labels, odds, strict=True)}


@functools.cache
def model() -> Model:
    """The model shipped with the package."""
    raw = json.loads(_FILE.read_text(encoding="utf-8"))
    weights = {name: tuple(row) for name, row in raw["weights"].items()}
    return Model(tuple(raw["labels"]), tuple(raw["bias"]), weights, raw["alarm"])
