"""What the trainers share: the sparse matrix they learn from, and weights as whole numbers."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

LARGEST_WHOLE = 127


def unit_rows(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> csr_matrix:
    """One row of length 1 for each row of feature names; names without a column are left out."""
    values: list[float] = []
    places: list[int] = []
    starts = [0]
    for row in rows:
        known = [columns[name] for name in row if name in columns]
        places += known
        values += [1 / math.sqrt(len(known) or 1)] * len(known)
        starts.append(len(places))
    return csr_matrix((values, places, starts), shape=(len(rows), len(columns)))


def whole_numbers(weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], float]:
    """The weights rounded to one signed byte each, and the scale that gives them back."""
    scale = round(float(np.abs(weights).max()) / LARGEST_WHOLE, 6)
    whole = np.round(weights / scale).clip(-LARGEST_WHOLE, LARGEST_WHOLE).astype(np.int8)
    return whole, scale
