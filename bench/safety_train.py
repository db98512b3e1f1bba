"""Train the screen's linear model on the authored training texts and export it as JSON.

    python -m bench.safety_train            # writes app/coach/screen/phrases/model.json

One logistic regression a label. Needs scikit-learn (dependency group ``bench``); the running app
does not. The test split is never read here. Train the encoder (`bench.safety_encoder_train`) first
when you train both: the alarm is set from what the two say together of held-back texts.
"""

import base64
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.coach.safety import CLASSES
from app.coach.screen.evidence import readable, seen
from bench.matrix import unit_rows, whole_numbers
from bench.safety_eval import DATA, read_split

ROOT = Path(__file__).parents[1]
OUT = ROOT / "app" / "coach" / "screen" / "phrases" / "model.json"
SEED = 20
FILLED_PER_PLAN = 14
WEIGHTS = {"train": 2.0, "voices": 3.0, "neighbours": 1.5, "templates": 0.3, "everyday": 1.0}
STRENGTH = 8.0
SMALLEST_WEIGHT = 0.15
LEAST_COUNT = 2
ALARM = 0.67


def filled_templates() -> list[tuple[str, str]]:
    """Plans of ``templates.txt`` filled at random, always the same."""
    draw = random.Random(SEED)
    lists: dict[str, list[str]] = {}
    filled, label = [], ""
    for line in (DATA / "templates.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("["):
            label = line.strip("[]")
        elif not label:
            name, _, values = line.partition(" = ")
            lists[name] = [value.strip() for value in values.split("|")]
        else:
            seen = {_fill(line, lists, draw) for _ in range(FILLED_PER_PLAN)}
            filled += [(label, text) for text in sorted(seen)]
    return filled


def _fill(plan: str, lists: dict[str, list[str]], draw: random.Random) -> str:
    while "{" in plan:
        plan = re.sub(r"\{(\w+)\}", lambda match: draw.choice(lists[match.group(1)]), plan)
    return " ".join(plan.split())


def everyday_texts() -> list[tuple[str, str]]:
    """What people write to the coach about other things, without danger."""
    return [*intent_phrases(), *apology_drafts()]


def intent_phrases() -> list[tuple[str, str]]:
    """The phrases of the intents, without what a rule takes seriously."""
    return _unsuspected(
        line.strip()
        for path in sorted((ROOT / "flows" / "phrases").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )


def apology_drafts() -> list[tuple[str, str]]:
    """The drafts from which the reviewer learns, without what a rule takes seriously."""
    return _unsuspected(
        " ".join(json.loads(line)["text"].split())
        for name in ("train", "dev", "spans", "lines")
        for line in (ROOT / "bench" / "apology" / f"{name}.jsonl").open(encoding="utf-8")
    )


def _unsuspected(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Texts that were not written for this screen count as harmless, save those that a rule takes
    seriously; what a reader has judged is in ``neighbours.txt``."""
    known = {text for _, text in read_split("neighbours")}
    others = [text for text in dict.fromkeys(texts) if text not in known]
    return [("none", text) for text in others if not seen(readable(text))[0]]


def judged_neighbours() -> list[tuple[str, str]]:
    """The labelled texts of ``neighbours.txt``, without the doubtful ones."""
    return [(label, text) for label, text in read_split("neighbours") if label in CLASSES]


def digest() -> str:
    """A mark of the training texts, so that a test can tell when the model is older than they."""
    names = ("train.txt", "voices.txt", "neighbours.txt", "templates.txt")
    return hashlib.sha256(b"".join((DATA / name).read_bytes() for name in names)).hexdigest()[:16]


def train() -> dict:
    """The model: one weight for each label and feature worth keeping."""
    sources = {
        "train": read_split("train"),
        "voices": read_split("voices"),
        "neighbours": judged_neighbours(),
        "templates": filled_templates(),
        "everyday": everyday_texts(),
    }
    pairs = [pair for source in sources.values() for pair in source]
    weights = [WEIGHTS[name] for name, source in sources.items() for _ in source]
    rows = [sorted(seen(readable(text))[1]) for _, text in pairs]
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= LEAST_COUNT)
    matrix = unit_rows(rows, {name: place for place, name in enumerate(names)})
    fitted = [
        LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(
            matrix, [label == one for label, _ in pairs], sample_weight=weights
        )
        for one in CLASSES
    ]
    return _exported(names, fitted)


def _exported(names: list[str], fitted: list[LogisticRegression]) -> dict:
    weights = np.vstack([one.coef_[0] for one in fitted])
    whole, scale = whole_numbers(weights)
    strong = np.abs(weights).max(axis=0) >= SMALLEST_WEIGHT
    return {
        "digest": digest(),
        "labels": list(CLASSES),
        "bias": [round(float(one.intercept_[0]), 3) for one in fitted],
        "scale": scale,
        "alarm": ALARM,
        "weights": {
            name: base64.b64encode(whole[:, place].tobytes()).decode()
            for place, name in enumerate(names)
            if strong[place]
        },
    }


def main() -> None:
    """Write the model file."""
    text = json.dumps(train(), ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(text) // 1024} kB")


if __name__ == "__main__":
    main()
