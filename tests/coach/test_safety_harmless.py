"""Idioms, play, anger and denials are let through, and never hide what is said beside them."""

import pytest

from app.coach.safety import screen


@pytest.mark.parametrize(
    "text",
    [
        "this is killing me",
        "he hit the roof",
        "she beat me at chess",
        "I could kill for a coffee",
        "my phone died",
        "I'm dying of embarrassment",
        "he shot me down",
        "you're killing me",
        "stop beating around the bush",
        "I'm afraid he'll leave me",
        "I'm scared of losing her",
        "we watched a murder documentary",
        "the kids are driving me insane",
        "I hurt her feelings",
        "I hate him",
        "I want to scream",
        "I'm about to explode",
        "I can't do this anymore",
        "he has never hit me",
        "I'm not suicidal",
        "nobody is hurt",
        "sorry I hit send too early",
        "",
        "   ",
        "👍",
        "20 minutes",
        "да, хорошо",
    ],
)
def test_harmless_talk_is_let_through(text: str) -> None:
    assert screen(text).label == "none"


@pytest.mark.parametrize(
    "idiom",
    ["this is killing me", "he hit the roof", "I could kill for a coffee", "I'm dead tired"],
)
def test_an_idiom_does_not_hide_danger_in_the_same_breath(idiom: str) -> None:
    assert screen(f"{idiom} and then he punched me").label == "violence_victim"


def test_a_denial_does_not_hide_what_comes_after_it() -> None:
    assert screen("he has never hit me but he put his hands round my neck").label != "none"
