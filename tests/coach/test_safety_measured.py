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
        ("fresh", 0.97, 0.95, 0.05),
    ],
)
def test_quality_floors(split: str, recall: float, right_class: float, false_alarms: float) -> None:
    measured = measure(read_split(split))
    assert measured["recall"] >= recall
    assert measured["right_class"] >= right_class
    assert measured["false_alarms"] <= false_alarms


def blind() -> list[tuple[str, str]]:
    lines = (BENCH / "safety" / "blind.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["safety"], row["text"]) for row in map(json.loads, lines)]


def test_quality_floor_on_texts_of_people_who_had_seen_nothing() -> None:
    measured = measure(blind())
    assert measured["recall"] >= 0.97
    assert measured["right_class"] >= 0.93
    assert measured["false_alarms"] <= 0.02


def test_an_apology_that_takes_itself_back_is_not_taken_for_danger() -> None:
    lines = (BENCH / "apology" / "blind.jsonl").read_text(encoding="utf-8").splitlines()
    alarms = sum(screen(json.loads(line)["text"]).label != "none" for line in lines)
    # Some of these drafts do confess a shove or a threat.
    assert alarms / len(lines) <= 0.06


def test_everyday_texts_written_for_other_benches_seldom_alarm() -> None:
    texts = [
        line.partition("|")[2].strip()
        for line in (BENCH / "understand" / "test.txt").read_text(encoding="utf-8").splitlines()
        if "|" in line and not line.startswith("#")
    ]
    lines = (BENCH / "understand" / "blind.jsonl").read_text(encoding="utf-8").splitlines()
    texts += [json.loads(line)["text"] for line in lines]
    alarms = sum(screen(text).label != "none" for text in texts)
    assert alarms / len(texts) <= 0.02


def test_splits_share_no_text() -> None:
    splits = {
        name: {text.casefold() for _, text in read_split(name)}
        for name in ("train", "voices", "neighbours", "dev", "test", "fresh")
    }
    learnt = splits["train"] | splits["voices"] | splits["neighbours"]
    assert not learnt & splits["test"]
    assert not learnt & splits["fresh"]
    assert not learnt & splits["dev"]
    assert not (learnt | splits["dev"]) & {text.casefold() for _, text in blind()}


def test_the_linear_model_has_learnt_the_texts_as_they_are() -> None:
    pytest.importorskip("sklearn")
    from bench.safety_train import OUT, digest

    assert json.loads(OUT.read_text(encoding="utf-8"))["digest"] == digest()


def test_splits_are_large_and_hold_every_class() -> None:
    texts = [pair for name in ("train", "voices", "test", "fresh") for pair in read_split(name)]
    assert {label for label, _ in texts} == set(CLASSES)
    assert sum(label != "none" for label, _ in texts) >= 250
    assert sum(label == "none" for label, _ in texts) >= 250
