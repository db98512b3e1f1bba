"""Train the screen's linear model on the authored training texts and export it as JSON.

    python -m bench.safety_train            # writes app/coach/screen/phrases/model.json

Needs scikit-learn (dependency group ``bench``); the running app does not. The test split is never
read here. The alarm threshold is the risk that about one in sixty everyday dev texts exceeds.
"""

import json
import math
import random
import re
from pathlib import Path

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.coach.safety import CLASSES
from app.coach.screen.features import features
from app.coach.screen.normalise import normalise
from app.coach.screen.rules import rule_book
from bench.safety_eval import DATA, read_split

ROOT = Path(__file__).parents[1]
OUT = ROOT / "app" / "coach" / "screen" / "phrases" / "model.json"
SEED = 20
FILLED_PER_PLAN = 14
AUTHORED_WEIGHT = 2.0
STRENGTH = 25.0
LEAST_WEIGHT = 0.12
LEAST_COUNT = 2
FALSE_ALARMS = 0.016


def plain(text: str) -> str:
    """What the model reads at run time: normalised words without idioms."""
    book = rule_book()
    return book.without_idioms(normalise(text, book.vocabulary.words()))


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
    """What people write to the coach about other things: intent phrases and apology drafts.

    They were not written for this screen, so any that a rule takes seriously is left out.
    """
    texts = [
        line.strip()
        for path in sorted((ROOT / "flows" / "phrases").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    drafts = (ROOT / "bench" / "apology" / "train.jsonl").read_text(encoding="utf-8")
    texts += [json.loads(line)["text"] for line in drafts.splitlines()]
    return [("none", text) for text in texts if not rule_book().matches(plain(text))]


def everyday_dev_texts() -> list[str]:
    """Harmless texts of the other benches' dev splits; never trained on."""
    lines = [
        line.partition("|")[2].strip()
        for name in ("dev.txt", "voices.txt")
        for line in (ROOT / "bench" / "understand" / name).read_text(encoding="utf-8").splitlines()
        if "|" in line and not line.startswith("#")
    ]
    drafts = (ROOT / "bench" / "apology" / "dev.jsonl").read_text(encoding="utf-8")
    return lines + [json.loads(line)["text"] for line in drafts.splitlines()]


def train() -> dict:
    authored = read_split("train")
    made = filled_templates() + everyday_texts()
    labels = [label for label, _ in authored + made]
    rows = [sorted(features(plain(text))) for _, text in authored + made]
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= LEAST_COUNT)
    index = {name: place for place, name in enumerate(names)}
    data, columns, starts = [], [], [0]
    for row in rows:
        known = [index[name] for name in row if name in index]
        data += [1 / math.sqrt(len(known) or 1)] * len(known)
        columns += known
        starts.append(len(columns))
    matrix = csr_matrix((data, columns, starts), shape=(len(rows), len(names)))
    weights = [AUTHORED_WEIGHT] * len(authored) + [1.0] * len(made)
    fitted = LogisticRegression(C=STRENGTH, max_iter=400, class_weight=None)
    fitted.fit(matrix, labels, sample_weight=weights)
    order = [list(fitted.classes_).index(label) for label in CLASSES]
    kept = {
        name: [round(float(fitted.coef_[place][column]), 2) for place in order]
        for name, column in index.items()
        if abs(fitted.coef_[:, column]).max() >= LEAST_WEIGHT
    }
    bias = [round(float(fitted.intercept_[place]), 3) for place in order]
    return {"labels": list(CLASSES), "bias": bias, "alarm": 1.0, "weights": kept}


def main() -> None:
    exported = train()
    OUT.write_text(_dump(exported), encoding="utf-8")
    from app.coach.screen.model import model

    risks = sorted(
        (1 - model().probabilities(plain(text))["none"] for text in everyday_dev_texts()),
        reverse=True,
    )
    exported["alarm"] = round(risks[int(FALSE_ALARMS * len(risks))] + 0.005, 3)
    OUT.write_text(_dump(exported), encoding="utf-8")
    print(len(exported["weights"]), "weights, alarm at", exported["alarm"])


def _dump(exported: dict) -> str:
    return json.dumps(exported, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main()
