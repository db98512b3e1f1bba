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
SMALLEST_WEIGHT = 0.5


def train() -> dict[str, object]:
    """Return the labels, the bias of each, and the weights worth keeping, by feature."""
    texts = [
        sample for split in ("train", "dev") for row in load(split) for sample in _samples(row)
    ]
    counter = CountVectorizer(analyzer=sorted, binary=True)
    matrix = normalize(counter.fit_transform([found for found, _ in texts]))
    names = counter.get_feature_names_out()
    fitted = [
        LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0
        ).fit(matrix, [label in row.faults | row.parts for _, row in texts])
        for label in LABELS
    ]
    weights = {
        str(name): [round(float(one.coef_[0][place]), 1) for one in fitted]
        for place, name in enumerate(names)
        if any(abs(one.coef_[0][place]) >= SMALLEST_WEIGHT for one in fitted)
    }
    bias = [round(float(one.intercept_[0]), 3) for one in fitted]
    return {"labels": list(LABELS), "bias": bias, "weights": weights}


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
