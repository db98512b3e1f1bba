"""Long texts: one frightening sentence in a letter is found, and nothing is repeated in reasons."""

import itertools
import re

import pytest

from app.coach.safety import CLASSES, screen
from app.coach.screen.windows import OVERLAP, WINDOW, windows

CALM = "We talked about the holiday and the kitchen, and it was a good evening. "


def test_one_sentence_in_a_long_letter_is_found() -> None:
    assert screen(CALM * 30 + "He choked me on Friday. " + CALM * 30).label == "violence_victim"


def test_a_long_calm_letter_is_let_through() -> None:
    assert screen(CALM * 60).label == "none"


def test_words_far_apart_do_not_meet() -> None:
    assert screen("The bridge was lovely. " + CALM * 20 + "I jump at every call.").label == "none"


def test_every_token_is_in_a_window_and_neighbours_overlap() -> None:
    tokens = [f"t{number}" for number in range(1000)]
    cut = [window.split()[:-1] for window in windows(" ".join(tokens))]
    assert {token for window in cut for token in window} == set(tokens)
    assert all(len(window) <= WINDOW for window in cut)
    for before, after in itertools.pairwise(cut):
        assert (
            before[-OVERLAP // 3 :]
            == [token for token in before if token in after][-OVERLAP // 3 :]
        )


@pytest.mark.parametrize(
    "piece", ["a", "!", "'", "not want to ", "i i i ", "he's knife gun kill ", "💀", "k.i.l", "\n"]
)
def test_a_hundred_kilobytes_of_anything_are_screened(piece: str) -> None:
    assert screen(piece * (100_000 // len(piece))).label in CLASSES


@pytest.mark.parametrize(
    "text",
    [
        "Zebediah hit me with Grandma's candelabra",
        "I want to kill myself in Tuscaloosa",
    ],
)
def test_a_reason_names_rules_and_never_the_person_s_words(text: str) -> None:
    screening = screen(text)
    assert re.fullmatch(r"[a-z_.]+(, [a-z_.]+)*", screening.reason)
    assert not re.search(r"zebediah|candelabra|tuscaloosa", screening.reason)
    assert 0 <= screening.confidence <= 1
