"""Measure the safety screen on an authored split: recall, false alarms, confusion, time.

    python -m bench.safety_eval voices --errors
    python -m bench.safety_eval test

Errors are printed for the training and development splits only: nobody may tune on the others.
"""

import argparse
import statistics
import time
from collections import Counter
from pathlib import Path

from app.coach.safety import CLASSES, screen

DATA = Path(__file__).parent / "safety"
READABLE = ("train", "voices", "neighbours", "dev")


def read_split(name: str) -> list[tuple[str, str]]:
    """(label, text) pairs of ``bench/safety/<name>.txt``."""
    pairs, label = [], ""
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            label = line[1:-1]
        elif line.strip() and not line.startswith("# "):
            pairs.append((label, line.strip()))
    return pairs


def measure(pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Recall of any risk, share of right classes among the risky, share of false alarms."""
    results = [(label, screen(text).label) for label, text in pairs]
    risky = [(label, said) for label, said in results if label != "none"]
    harmless = [said for label, said in results if label == "none"]
    return {
        "recall": sum(said != "none" for _, said in risky) / max(1, len(risky)),
        "right_class": sum(label == said for label, said in risky) / max(1, len(risky)),
        "false_alarms": sum(said != "none" for said in harmless) / max(1, len(harmless)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split")
    parser.add_argument("--errors", action="store_true", help="list mistakes (not of test, fresh)")
    args = parser.parse_args()
    pairs = read_split(args.split)
    screen("he shouted at me and I am scared")
    confusion: Counter[tuple[str, str]] = Counter()
    times = []
    for label, text in pairs:
        start = time.perf_counter()
        said = screen(text)
        times.append(time.perf_counter() - start)
        confusion[label, said.label] += 1
        wrong = (label == "none") != (said.label == "none")
        if args.errors and wrong and args.split in READABLE:
            print(f"{label} -> {said.label} ({said.reason}): {text}")
    print(f"{args.split}: {len(pairs)} texts", measure(pairs))
    print("median", f"{statistics.median(times) * 1e3:.2f} ms, worst {max(times) * 1e3:.2f} ms")
    print("label".ljust(22), *(name[:12].rjust(13) for name in CLASSES))
    for label in CLASSES:
        row = (str(confusion[label, said]).rjust(13) for said in CLASSES)
        print(label.ljust(22), *row)


if __name__ == "__main__":
    main()
