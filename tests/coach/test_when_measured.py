"""The labelled sets hold their floors, and the test split stays as it was frozen."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest

from bench.when_eval import DATA, SPLITS, ours, read_split, score

FROZEN_TEST_SPLIT = "849c6d18629d77c9eddf03b779fdff85960513f80f94ccce75030ef0da8d53e5"
FLOORS = {"train": 0.99, "dev": 0.99, "test": 0.98}


@pytest.mark.parametrize("split", SPLITS)
def test_a_split_is_read_at_least_as_well_as_its_floor(split: str) -> None:
    result = score(read_split(split), ours)
    assert result.accuracy >= FLOORS[split]
    assert result.accepted_wrongly == 0


def test_reading_takes_milliseconds() -> None:
    result = score(read_split("dev"), ours)
    assert result.seconds / result.total < 0.02


def test_the_test_split_is_frozen() -> None:
    digest = sha256((DATA / "test.txt").read_bytes()).hexdigest()
    assert digest == FROZEN_TEST_SPLIT, "label new examples in train or dev"


def test_no_example_stands_in_two_splits_with_two_labels() -> None:
    labels: dict[tuple[str, object, str], set[object]] = {}
    for split in SPLITS:
        for each in read_split(split):
            labels.setdefault((each.text, each.now, each.tz), set()).add(each.expected)
    assert [key for key, found in labels.items() if len(found) > 1] == []


def test_the_sets_hold_enough_of_both_kinds() -> None:
    kinds = Counter(each.expected is None for split in SPLITS for each in read_split(split))
    assert kinds[False] >= 200
    assert kinds[True] >= 100
