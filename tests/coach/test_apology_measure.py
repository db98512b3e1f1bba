"""The floor under the measured quality, and the honesty of the splits it is measured on."""

from __future__ import annotations

import json
import re

import pytest

from app.coach.apology import FAULTS, PARTS
from bench.apology_eval import load, score

SPLITS = ("train", "dev", "spans", "lines", "test")
# Words that apologies share, whoever writes them.
LONGEST_STOCK_PHRASE = 6
STOCK = {"I'm sorry you feel that way."}
# With fewer texts of a label, one text moves its F1 by three points and more.
ENOUGH = 20


@pytest.mark.parametrize("split", ["fresh", "blind"])
def test_the_floor_on_texts_nobody_has_read(split: str) -> None:
    total = score(load(split))
    assert total.f1(FAULTS) >= 0.88
    assert total.f1(PARTS) >= 0.94
    assert total.false_alarms <= 0.05
    for label in (*FAULTS, *PARTS):
        enough = total.total((label,), "right") + total.total((label,), "missed") >= ENOUGH
        assert not enough or total.f1((label,)) >= 0.78, label


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_floor(split: str) -> None:
    total = score(load(split))
    assert total.f1(FAULTS) >= 0.90
    assert total.f1(PARTS) >= 0.90
    assert total.false_alarms <= 0.05
    for label in (*FAULTS, *PARTS):
        enough = total.total((label,), "right") + total.total((label,), "missed") >= ENOUGH
        assert not enough or total.f1((label,)) >= 0.80, label


def test_the_set_is_large_enough_and_its_labels_known() -> None:
    rows = [row for split in SPLITS for row in load(split)]
    assert len(rows) >= 600
    assert len({row.id for row in rows}) == len(rows)
    assert {label for row in rows for label in row.faults} == set(FAULTS)
    assert {label for row in rows for label in row.parts} == set(PARTS)


def test_the_test_split_is_no_paraphrase_of_the_others() -> None:
    def phrases(split: str) -> set[tuple[str, ...]]:
        found = set()
        for row in load(split):
            words = re.findall(r"[a-z']+", row.text.lower())
            size = LONGEST_STOCK_PHRASE + 1
            found |= {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
        return found

    assert not phrases("test") & (phrases("train") | phrases("dev"))


def test_no_held_out_text_is_learnt() -> None:
    learnt = {row.text for split in ("train", "dev", "spans", "lines") for row in load(split)}
    held_out = {row.text for split in ("test", "fresh", "blind") for row in load(split)}
    assert not (learnt & held_out) - STOCK


def test_the_model_has_learnt_the_texts_as_they_are() -> None:
    pytest.importorskip("sklearn")
    from bench.apology_train import TARGET, digest

    assert json.loads(TARGET.read_text(encoding="utf-8"))["digest"] == digest()


def test_the_trainer_builds_the_same_model_twice() -> None:
    pytest.importorskip("sklearn")
    from bench.apology_train import fit, sample, weigh

    samples = [sample(row) for row in load("spans")[:120]]
    first, second = fit(samples), fit(samples)
    assert list(first.columns) == list(second.columns)
    assert weigh(samples, first.scores(samples)) == weigh(samples, second.scores(samples))
