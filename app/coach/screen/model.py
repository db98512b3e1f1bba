"""The linear model: a weight for each feature and label, summed; no dependency at run time."""

import base64
import functools
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "phrases" / "model.json"


@dataclass(frozen=True, slots=True)
class Model:
    """`rows[feature]` holds one weight for each of `labels`, as whole numbers times `scale`.

    `alarm` is the risk, 0 to 1, from which the screen calls a text risky.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: Mapping[str, Sequence[int]]
    alarm: float

    def odds(self, seen: Collection[str]) -> dict[str, float]:
        """The logarithm of the odds of each label; labels do not exclude each other here."""
        known = [self.rows[name] for name in seen if name in self.rows]
        scale = self.scale / (math.sqrt(len(known)) or 1.0)
        sums = map(sum, zip(*known, strict=True)) if known else [0] * len(self.labels)
        return {
            label: start + scale * total
            for label, start, total in zip(self.labels, self.bias, sums, strict=True)
        }


@functools.cache
def model() -> Model:
    """The model shipped with the package."""
    raw = json.loads(_FILE.read_text(encoding="utf-8"))
    rows = {
        name: memoryview(base64.b64decode(row)).cast("b").tolist()
        for name, row in raw["weights"].items()
    }
    return Model(tuple(raw["labels"]), tuple(raw["bias"]), raw["scale"], rows, raw["alarm"])
