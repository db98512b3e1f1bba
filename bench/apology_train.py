"""Train the second opinion of the apology review: `python -m bench.apology_train`.

One logistic regression a fault over the plain words and word pairs of the train and dev texts,
exported as JSON weights that the review reads in pure Python. The same data gives the same file.
Needs the bench dependencies; run it after changing those texts.
"""

from __future__ import annotations

import json
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from app.coach.lerner.opinion import LABELS, PART_LABELS, features, windows
from app.coach.lerner.passage import Passage
from app.coach.lerner.reading import read
from bench.apology_eval import Row, load

TARGET = Path(__file__).parents[1] / "app" / "coach" / "data" / "apology" / "opinion.json"
LONGEST = 80  # words; the model reads windows, so it learns from texts of their size
STRENGTH = 30.0  # inverse of the regularisation
SMALLEST_WEIGHT = 0.25


def train() -> dict[str, dict[str, object]]:
    """Return for each label its bias and the weights worth keeping."""
    texts = [
        sample for split in ("train", "dev") for row in load(split) for sample in _samples(row)
    ]
    counter = CountVectorizer(analyzer=sorted, binary=True)
    matrix = normalize(counter.fit_transform([found for found, _ in texts]))
    names = counter.get_feature_names_out()
    model = {}
    for label in LABELS:
        truth = [label in row.faults | row.parts for _, row in texts]
        fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
        fitted.fit(matrix, truth)
        weights = {
            str(name): round(float(weight), 2)
            for name, weight in zip(names, fitted.coef_[0], strict=True)
            if abs(weight) >= SMALLEST_WEIGHT
        }
        model[label] = {"bias": round(float(fitted.intercept_[0]), 3), "weights": weights}
    return model


def _samples(row: Row) -> list[tuple[set[str], Row]]:
    """What one text teaches: a faulty one as a whole, if short; a good one in all its windows."""
    passage = Passage(read(row.text))
    plain = [word.plain for word in passage.reading.words]
    samples = [(features(plain), row)] if len(plain) <= LONGEST else []
    if not row.faults and not row.parts & set(PART_LABELS) and len(passage.sentences) > 1:
        samples += [(features(plain[first:last]), row) for first, last in windows(passage)]
    return samples


def main() -> None:
    """Write the model file."""
    text = json.dumps(train(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(text) // 1024} kB")


if __name__ == "__main__":
    main()
