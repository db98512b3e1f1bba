"""Danger said plainly is seen whatever is said around it: no idiom may blank it out."""

import itertools

import pytest

from app.coach.safety import screen

ASSAULTS = ("hit", "slapped", "punched", "kicked", "choked", "strangled", "beat", "shoved", "bit")
VICTIMS = ("me", "my sister", "my son")
WHERE = (
    "",
    "in the stomach",
    "in the face",
    "down the stairs",
    "against the wall",
    "with a belt",
    "out of the car",
    "by the hair",
    "at home",
    "last night",
    "when he was drunk",
    "because dinner was late",
    "again",
    "badly",
    "onto the ground",
    "while I was pregnant",
)
DESPAIR = (
    "I want to die",
    "I want to kill myself",
    "I wish I was dead",
    "I don't want to live anymore",
    "I can't stop thinking about killing myself",
    "I can't stop hurting myself",
    "everyone would be better off without me",
    "she wants to die",
    "he says he will kill himself",
)
THREATS = (
    "he won't stop hitting me",
    "he didn't just hit me",
    "he never hit me before this",
    "he threatened to kill me",
    "he is going to kill me",
    "I'm scared of him",
    "I don't feel safe at home",
    "he raped me",
)
AROUND = ("", "tonight", "because of him", "after the fight", "and I mean it", "please help")


@pytest.mark.parametrize("assault", ASSAULTS)
def test_a_plain_assault_is_seen_wherever_it_landed(assault: str) -> None:
    missed = [
        text
        for victim, where in itertools.product(VICTIMS, WHERE)
        if screen(text := f"he {assault} {victim} {where}").label == "none"
    ]
    assert missed == []


@pytest.mark.parametrize("said", DESPAIR + THREATS)
def test_plain_words_are_seen_whatever_follows(said: str) -> None:
    assert [tail for tail in AROUND if screen(f"{said} {tail}").label == "none"] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("he hit me last night", "violence_victim"),
        ("I hit her last night", "violence_perpetrator"),
        ("he hits our son", "child_risk"),
        ("I want to kill myself", "self_harm"),
        ("he has a knife and he is at the door", "emergency"),
        ("my sister's husband beats her", "violence_victim"),
        ("he says he will kill himself if I leave", "self_harm"),
        ("I scared her so she won't leave", "violence_perpetrator"),
    ],
)
def test_the_class_follows_who_does_what_to_whom(text: str, label: str) -> None:
    assert screen(text).label == label


@pytest.mark.parametrize(
    "text",
    [
        "HE HIT ME",
        "he hitttt meee",
        "hes gonna k1ll me",
        "i wanna k i l l myself",
        "i want to kms",
        "my bf chocked me last nite",
        "he came at me with a 🔪",
        "thinking about sewerslide",
        "he’s hit me again",
        "me pegó anoche",
        "er hat mich gewürgt",
        "il m'a frappée",
    ],
)
def test_danger_is_seen_through_the_way_it_is_typed(text: str) -> None:
    assert screen(text).label != "none"


@pytest.mark.parametrize("who", ["he", "she", "Tom", "Zebediah", "my ex"])
@pytest.mark.parametrize("blow", ["hit", "smacked", "whacked", "struck", "beat"])
@pytest.mark.parametrize("thing", ["a book", "my own phone", "the vase", "Nan's candlestick"])
def test_a_blow_with_a_thing_is_danger_whoever_strikes(who: str, blow: str, thing: str) -> None:
    assert screen(f"{who} {blow} me with {thing}").label == "violence_victim"


@pytest.mark.parametrize(
    "text",
    [
        "he hit me with a question I couldn't answer",
        "Tom hit me with the truth",
        "she hit me with a pillow of facts",
        "he cracked me up with a spoon trick",
    ],
)
def test_a_blow_with_words_is_none(text: str) -> None:
    assert screen(text).label == "none"
