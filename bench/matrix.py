"""The sparse matrix that the clause model and the safety model learn from."""

import math
from collections.abc import Mapping, Sequence

from scipy.sparse import csr_matrix


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
