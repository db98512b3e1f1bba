"""Train the intent models from the authored phrases: `python -m bench.understand_train`.

Locales as arguments train only those. Needs the `bench` dependencies (scikit-learn); the trained
model does not. Training is repeatable: the same phrases give the same file.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.coach.intents.features import GROUPS, Reader, reader_for
from app.coach.intents.model import DATA, LinearModel, encode
from app.coach.intents.phrases import phrasebook, served_locales
from bench.matrix import whole_numbers


@dataclass(frozen=True)
class Settings:
    """What the method's comparison varies; the defaults ship."""

    groups: tuple[str, ...] = GROUPS
    least_documents: int = 2
    inverse_penalty: float = 10.0
    evenness: float = 0.5
    """How far labels with few phrases are lifted: 0 not at all, 1 until all count alike."""


def train(locale: str) -> LinearModel:
    """A model of all phrases of `locale`, with the settings that ship."""
    book = phrasebook(locale)
    labelled = [(label, phrase) for label, phrases in book.phrases.items() for phrase in phrases]
    return fit(labelled, reader_for(book), Settings())


def fit(labelled: Sequence[tuple[str, str]], reader: Reader, settings: Settings) -> LinearModel:
    """A model of some (label, phrase) pairs."""
    labels = [label for label, _ in labelled]
    seen = [
        [name for name in sorted(reader.features(phrase)) if name[0] in settings.groups]
        for _, phrase in labelled
    ]
    documents = Counter(name for names in seen for name in names)
    kept = sorted(name for name in documents if documents[name] >= settings.least_documents)
    idf = {name: round(math.log(len(labels) / documents[name]) + 1, 2) for name in kept}
    regression = LogisticRegression(
        C=settings.inverse_penalty,
        max_iter=400,
        class_weight=_label_weights(labels, settings.evenness),
    )
    regression.fit(_matrix(seen, kept, idf, settings.groups), labels)
    return _quantised(reader.book.digest, kept, idf, regression)


def _label_weights(labels: Sequence[str], evenness: float) -> dict[str, float]:
    """People do not ask for a label more often because writers wrote more phrases for it."""
    counts = Counter(labels)
    even = len(labels) / len(counts)
    return {label: (even / count) ** evenness for label, count in counts.items()}


def _matrix(
    seen: Sequence[Sequence[str]],
    kept: Sequence[str],
    idf: Mapping[str, float],
    groups: Sequence[str],
) -> csr_matrix:
    column = {name: index for index, name in enumerate(kept)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, names in enumerate(seen):
        for group in groups:
            present = [name for name in names if name[0] == group and name in column]
            norm = math.sqrt(sum(idf[name] ** 2 for name in present))
            rows.extend([row] * len(present))
            columns.extend(column[name] for name in present)
            values.extend(idf[name] / norm for name in present)
    return csr_matrix((values, (rows, columns)), shape=(len(seen), len(kept)))


def _quantised(
    digest: str, kept: Sequence[str], idf: Mapping[str, float], regression: LogisticRegression
) -> LinearModel:
    weights = regression.coef_.T
    whole, scale = whole_numbers(weights)
    return LinearModel(
        digest=digest,
        labels=tuple(map(str, regression.classes_)),
        bias=tuple(float(value) for value in regression.intercept_),
        scale=scale,
        rows={
            name: (idf[name], row.tobytes())
            for name, row in zip(kept, whole, strict=True)
            if row.any()
        },
    )


def main(locales: Sequence[str]) -> None:
    """Write the model of each locale where the coach reads it."""
    for locale in locales or served_locales():
        path = DATA / f"intents_{locale}.json"
        text = json.dumps(encode(train(locale)), ensure_ascii=False, indent=0)
        path.write_text(text + "\n", encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
