"""Floors under the measured quality of the screen (figures: docs/safety.md)."""

import json
from pathlib import Path

import pytest

from app.coach.safety import CLASSES, screen
from bench.safety_eval import measure, read_split

BENCH = Path(__file__).parents[2] / "bench"


@pytest.mark.parametrize(
    ("split", "recall", "right_class", "false_alarms"),
    [
        ("test", 0.98, 0.90, 0.03),
        ("dev", 0.96, 0.85, 0.05),
        ("fresh", 0.95, 0.90, 0.07),
        ("kinds", 0.95, 0.92, 0.10),
    ],
)
def test_quality_floors(split: str, recall: float, right_class: float, false_alarms: float) -> None:
    measured = measure(read_split(split))
    assert measured["recall"] >= recall
    assert measured["right_class"] >= right_class
    assert measured["false_alarms"] <= false_alarms


def test_everyday_texts_written_for_other_benches_seldom_alarm() -> None:
    texts = [
        line.partition("|")[2].strip()
        for line in (BENCH / "understand" / "test.txt").read_text(encoding="utf-8").splitlines()
        if "|" in line and not line.startswith("#")
    ]
    lines = (BENCH / "understand" / "blind.jsonl").read_text(encoding="utf-8").splitlines()
    texts += [json.loads(line)["text"] for line in lines]
    alarms = sum(screen(text).label != "none" for text in texts)
    assert alarms / len(texts) <= 0.03


def test_splits_share_no_text() -> None:
    splits = {
        name: {text.casefold() for _, text in read_split(name)}
        for name in ("train", "dev", "test", "fresh", "kinds")
    }
    assert not splits["train"] & splits["test"]
    assert not splits["train"] & splits["dev"]
    assert not splits["train"] & splits["fresh"]
    assert not splits["dev"] & splits["test"]
    assert not splits["train"] & splits["kinds"]


def test_splits_are_large_and_hold_every_class() -> None:
    texts = [pair for name in ("train", "dev", "test", "fresh") for pair in read_split(name)]
    assert {label for label, _ in texts} == set(CLASSES)
    assert sum(label != "none" for label, _ in texts) >= 250
    assert sum(label == "none" for label, _ in texts) >= 250
