"""Floors under the measured quality: a change of phrases or method may not go below them.

Floors stand a little under the measured figures (docs/decisions/understanding.md).
"""

import pytest

from app.coach.understand import CONFIDENT, UNSURE, understand
from bench.understand_eval import DIRECTORY, score

_FLOORS = {
    "test": 0.98,
    "voices": 0.95,
    "kinds": 0.95,
    "fresh": 0.79,
    "test_es": 0.95,
    "fresh_es": 0.75,
}
_ANSWERS_HIJACKED_AT_MOST = 1


@pytest.mark.parametrize(("split", "floor"), _FLOORS.items())
def test_accuracy_stays_over_its_floor(split, floor):
    assert score(split).accuracy >= floor


@pytest.mark.parametrize(("split", "floor"), [("test", 0.98), ("voices", 0.97), ("fresh", 0.9)])
def test_what_is_acted_upon_is_right(split, floor):
    assert score(split).confident_right >= floor


def test_there_are_enough_utterances():
    counted = sum(score(split).count for split in (*_FLOORS, "dev"))
    assert counted >= 800


def _said_inside_a_flow(kind: str) -> list[list[str]]:
    lines = (DIRECTORY / "answers.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split("|")] for line in lines if "|" in line]
    return [row for row in rows if row[0] == kind]


def test_an_answer_does_not_interrupt():
    hijacked = [
        text
        for _, text in _said_inside_a_flow("answer")
        for seen in [understand(text)]
        if seen.intent != "other" and seen.confidence >= CONFIDENT
    ]
    assert len(hijacked) <= _ANSWERS_HIJACKED_AT_MOST, hijacked


@pytest.mark.parametrize(
    ("intent", "text"), [tuple(row[1:]) for row in _said_inside_a_flow("interrupt")]
)
def test_a_wish_does_interrupt(intent, text):
    seen = understand(text)
    assert (seen.intent, seen.confidence >= CONFIDENT) == (intent, True)


def test_a_bare_wish_to_pause_is_acted_upon():
    seen = understand("I want to pause")
    assert (seen.intent, seen.confidence >= 0.9) == ("pause", True)


def test_a_bare_wish_for_a_break_leads_somewhere():
    seen = understand("i need a break")
    assert seen.intent in {"pause", "space"}
    assert seen.confidence >= UNSURE


def test_a_break_named_in_an_answer_is_no_wish():
    assert understand("take a break before I shout").confidence < CONFIDENT


def test_a_story_is_offered_not_acted_upon():
    seen = understand("I yelled at him and slammed the door")
    assert UNSURE <= seen.confidence < CONFIDENT
