"""Measure a linear model on the apology set, to see whether it would serve better than the cues.

`python -m bench.apology_baseline`: TF-IDF of words and letters, one logistic regression a label,
trained on train and dev, measured on the held-out splits. Needs the bench dependencies.
"""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from app.coach.apology import FAULTS, PARTS
from bench.apology_eval import DATA, HELD_OUT, load


def main() -> None:
    """Print micro-F1 of the model on each held-out split."""
    known = load("train") + load("dev")
    for name, labels in (("faults", FAULTS), ("parts", PARTS)):
        model = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True),
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
            ),
            OneVsRestClassifier(LogisticRegression(C=30, class_weight="balanced", random_state=0)),
        )
        marks = [[int(label in row.faults | row.parts) for label in labels] for row in known]
        model.fit([row.text for row in known], marks)
        for split in HELD_OUT:
            if not (DATA / f"{split}.jsonl").exists():
                continue
            rows = load(split)
            truth = [[int(label in row.faults | row.parts) for label in labels] for row in rows]
            guess = model.predict([row.text for row in rows])
            score = f1_score(truth, guess, average="micro", zero_division=0)
            print(f"{split}: {name} micro-F1 {score:.3f}")


if __name__ == "__main__":
    main()
