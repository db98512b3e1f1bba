"""Train the opinion of the apology review: `python -m bench.apology_train`.

Two steps, both exported as JSON that the review reads in pure Python:

1. For each label a logistic regression over the features of a clause. Texts of `spans.jsonl` say
   which words carry a label; in the others the cues point at the clause, or else the clause that
   the model finds likeliest is taken, a few times over.
2. For each label a regression over seven pieces of evidence about a whole text (`evidence`), which
   weighs the cues against the model. It learns only from texts that nobody read when the cues were
   written, each judged by a model that had not seen it: elsewhere the cues look too good.

The same data gives the same file. Needs the bench dependencies; run it after changing the texts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.coach.apology import FAULTS, PARTS, suspicions
from app.coach.lerner.clauses import clause_features, clauses
from app.coach.lerner.opinion import FILE, evidence
from app.coach.lerner.passage import Passage
from app.coach.lerner.reading import read
from bench.apology_eval import DATA, Row, load
from bench.matrix import unit_rows, whole_numbers

TARGET = Path(__file__).parents[1] / "app" / "coach" / "data" / "apology" / FILE
LABELS = (*FAULTS, *PARTS)
SEEN_BY_THE_CUES = ("train", "dev")
UNSEEN_BY_THE_CUES = ("spans", "lines")
STRENGTH = 20.0  # inverse of the regularisation
LEAST_COUNT = 2
SMALLEST_WEIGHT = 0.15
ROUNDS = 2
FOLDS = 4
OVERLAP = 0.5
SUREST = 9.2


@dataclass(slots=True)
class Sample:
    """One text: the features of its clauses, the labels that the cues suspect in each, the labels
    of the text, and those of each clause where somebody marked the words."""

    features: list[list[str]]
    suspected: list[set[str]]
    labels: frozenset[str]
    marked: list[set[str]] | None


@dataclass(slots=True)
class Fitted:
    """A vocabulary and a classifier a label."""

    columns: dict[str, int]
    classifiers: dict[str, LogisticRegression]

    def scores(self, samples: Sequence[Sample]) -> list[dict[str, np.ndarray]]:
        """For each sample and label the logarithm of the odds in each clause."""
        rows = unit_rows([row for sample in samples for row in sample.features], self.columns)
        by_label = {
            name: one.decision_function(rows).clip(-SUREST, SUREST)
            for name, one in self.classifiers.items()
        }
        found, begun = [], 0
        for sample in samples:
            end = begun + len(sample.features)
            found.append({name: values[begun:end] for name, values in by_label.items()})
            begun = end
        return found


def sample(row: Row) -> Sample:
    """What one labelled text teaches."""
    passage = Passage(read(row.text))
    parts = clauses(passage)
    suspected: list[set[str]] = [set() for _ in parts]
    for hit in suspicions(passage):
        place = next((i for i, part in enumerate(parts) if part.first <= hit.first < part.last), 0)
        suspected[place].add(hit.cue)
    words = passage.reading.words
    places = [(words[part.first].start, words[part.last - 1].end) for part in parts]
    return Sample(
        [
            [f"{kind}:{name}" for kind, names in features for name in names]
            for features in clause_features(passage, parts)
        ],
        suspected,
        row.faults | row.parts,
        _marked(row, places) if row.spans else None,
    )


def _marked(row: Row, places: Sequence[tuple[int, int]]) -> list[set[str]]:
    """The labels of each clause: those whose words it mostly holds, or that it is the best for."""
    marked: list[set[str]] = [set() for _ in places]
    for label, words in row.spans:
        start = row.text.index(words)
        shares = [
            (min(end, start + len(words)) - max(first, start))
            / max(1, min(end - first, len(words)))
            for first, end in places
        ]
        for place, share in enumerate(shares):
            if share >= OVERLAP or share == max(shares):
                marked[place].add(label)
    return marked


def fit(samples: Sequence[Sample]) -> Fitted:
    """The clause model of some samples."""
    rows = [row for one in samples for row in one.features]
    counts = Counter(name for row in rows for name in row)
    kept = sorted(name for name, count in counts.items() if count >= LEAST_COUNT)
    columns = {name: place for place, name in enumerate(kept)}
    matrix = unit_rows(rows, columns)
    return Fitted(columns, {label: _classifier(label, samples, matrix) for label in LABELS})


def _classifier(label: str, samples: Sequence[Sample], matrix: csr_matrix) -> LogisticRegression:
    truth = np.zeros(matrix.shape[0], dtype=bool)
    unplaced: list[range] = []
    begun = 0
    for one in samples:
        places = range(begun, begun + len(one.features))
        begun = places.stop
        if label not in one.labels:
            continue
        pointed = one.marked or one.suspected
        hits = [place for place in places if label in pointed[place - places.start]]
        if hits or len(places) == 1:
            truth[hits or list(places)] = True
        else:
            unplaced.append(places)
    placed = np.ones(len(truth), dtype=bool)
    placed[[place for places in unplaced for place in places]] = False
    classifier = _regression().fit(matrix[placed], truth[placed])
    for _ in range(ROUNDS if unplaced else 0):
        values = classifier.decision_function(matrix)
        for places in unplaced:
            truth[list(places)] = False
            truth[max(places, key=lambda place: values[place])] = True
        classifier = _regression().fit(matrix, truth)
    return classifier


def _regression() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)


def weigh(samples: Sequence[Sample], scores: Sequence[dict[str, np.ndarray]]) -> dict:
    """The bias and weights by which each label's evidence counts."""
    found = {}
    for label in LABELS:
        rows = [
            evidence(
                list(map(float, score[label])),
                {place for place, seen in enumerate(one.suspected) if label in seen},
                at_fault=any(seen & set(FAULTS) for seen in one.suspected),
            )
            for one, score in zip(samples, scores, strict=True)
        ]
        truth = [label in one.labels for one in samples]
        fitted = LogisticRegression(max_iter=1000).fit(rows, truth)
        found[label] = [round(float(value), 3) for value in (*fitted.intercept_, *fitted.coef_[0])]
    return found


def digest() -> str:
    """A mark of the training texts, so that a test can tell when the model is older than they."""
    splits = (*SEEN_BY_THE_CUES, *UNSEEN_BY_THE_CUES)
    texts = b"".join((DATA / f"{split}.jsonl").read_bytes() for split in splits)
    return hashlib.sha256(texts).hexdigest()[:16]


def train() -> dict:
    """The whole model: labels, bias, scale, weights by feature, weighings by label."""
    seen = [sample(row) for split in SEEN_BY_THE_CUES for row in load(split)]
    unseen = [sample(row) for split in UNSEEN_BY_THE_CUES for row in load(split)]
    judged: list[dict[str, np.ndarray]] = [{} for _ in unseen]
    for fold in range(FOLDS):
        rest = [one for place, one in enumerate(unseen) if place % FOLDS != fold]
        here = [place for place in range(len(unseen)) if place % FOLDS == fold]
        scores = fit([*seen, *rest]).scores([unseen[place] for place in here])
        for place, score in zip(here, scores, strict=True):
            judged[place] = score
    return _exported(fit([*seen, *unseen]), weigh(unseen, judged))


def _exported(fitted: Fitted, weighings: dict) -> dict:
    weights = np.vstack([fitted.classifiers[label].coef_[0] for label in LABELS])
    whole, scale = whole_numbers(weights)
    strong = np.abs(weights).max(axis=0) >= SMALLEST_WEIGHT
    return {
        "digest": digest(),
        "labels": list(LABELS),
        "bias": [round(float(fitted.classifiers[label].intercept_[0]), 3) for label in LABELS],
        "scale": scale,
        "weighings": weighings,
        "weights": {
            name: base64.b64encode(whole[:, column].tobytes()).decode()
            for name, column in fitted.columns.items()
            if strong[column]
        },
    }


def main() -> None:
    """Write the model file."""
    text = json.dumps(train(), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(text) // 1024} kB")


if __name__ == "__main__":
    main()
