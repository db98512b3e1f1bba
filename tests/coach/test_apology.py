"""The apology review: meaning instead of keywords, and what it says to texts it cannot review."""

from __future__ import annotations

import time

import pytest

from app.coach.apology import FAULTS, PARTS, review
from app.coach.lerner.wording import wording


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I'm sorry I yelled, but you never listen.", "but"),
        ("I am sorry; however, I had good reason.", "but"),
        ("im sry if i hurt u", "conditional"),
        ("I'm sorry you feel that way.", "their_reaction"),
        ("Sorry I yelled. You made me so mad.", "blame"),
        ("Sorry I was late. You're always late.", "crime_sheet"),
        ("I'm sorry I snapped, I was exhausted.", "excuse"),
        ("Mistakes were made.", "evasion"),
        ("sorry for whatever i did", "evasion"),
        ("Sorry, it was just a joke.", "minimizing"),
        ("I'm sorry. Please forgive me.", "demand"),
        ("I'm so sorry, I'm a terrible person and I don't deserve you.", "overdone"),
    ],
)
def test_each_fault_is_found(text: str, label: str) -> None:
    assert label in review(text).faults


@pytest.mark.parametrize(
    "text",
    [
        "I have nothing but love for you, and I'm sorry I shouted.",
        "You don't have to forgive me. I'm sorry I lied to you.",
        "I made you feel small in front of your friends, and I'm sorry.",
        "I'm sorry I burned it. If you'd like, I'll redo it.",
        "I was exhausted; that is a reason, not an excuse. I'm sorry I snapped.",
        'I know I said "sorry if you felt hurt", and that was no apology. I\'m sorry I mocked you.',
        "I know I said 'you made me do it', and that was wrong. I'm sorry I pushed you.",
        "I'm sorry I told you that you were overreacting.",
        "I meant well, but I hurt you, and I'm sorry I went behind your back.",
        "Last but not least, I'm sorry I forgot your exam.",
        "It is all but impossible to undo. I lied to you and I'm sorry.",
        "It wasn't your fault. I chose to drink, and I'm sorry.",
        "There's no excuse: I was drunk and I crashed your car. I'm sorry.",
    ],
)
def test_near_misses_are_clean(text: str) -> None:
    found = review(text)
    assert found.kind == "apology"
    assert found.findings == ()
    assert found.clean


def test_all_five_parts() -> None:
    found = review(
        "I'm sorry I read your diary. It broke your trust. I've put it back and told Mia the "
        "truth, and I won't touch your things again."
    )
    assert found.present == PARTS
    assert found.missing == ()


def test_a_part_points_at_its_words() -> None:
    text = "🙏 I'm sorry.\r\nI lied to you."
    spans = {part.label: text[part.start : part.end] for part in review(text).parts}
    assert spans["apology"] == "sorry"
    assert "lied" in spans["responsibility"]


@pytest.mark.parametrize("text", ["", "   \n\t", "🙏", "...", "\x00"])
def test_nothing_to_read(text: str) -> None:
    found = review(text)
    assert (found.kind, found.clean) == ("empty", False)
    assert found.note


@pytest.mark.parametrize(
    "text",
    [
        "Lo siento mucho, te hice daño y no quiero perderte.",
        "Es tut mir leid, dass ich dich angeschrien habe.",
        "Je suis désolé de t'avoir crié dessus.",
        "Mi dispiace, non volevo farti del male.",
        "Прости меня, я был неправ.",
        "对不起，我不该对你发火。",
        "すみませんでした",
    ],
)
def test_another_language_is_said_kindly(text: str) -> None:
    found = review(text)
    assert found.kind == "other_language"
    assert found.findings == ()
    assert found.note


@pytest.mark.parametrize(
    "text",
    [
        "What time is dinner?",
        "You never take out the trash.",
        "I love you. Good night.",
        "I'm sorry for your loss.",
        "Meeting moved to Tuesday, but the room stays the same.",
    ],
)
def test_not_an_apology(text: str) -> None:
    found = review(text)
    assert (found.kind, found.findings) == ("not_apology", ())
    assert found.note


def test_english_as_a_second_language_is_english() -> None:
    assert review("I am sorry that I no wait for you.").kind == "apology"


def test_markup_is_only_text() -> None:
    text = "<script>alert('x')</script> I'm sorry <b>if</b> I hurt you & yours {0} %s"
    found = review(text)
    assert "conditional" in found.faults
    assert all(0 <= item.start <= item.end <= len(text) for item in found.findings)


def test_every_label_has_its_words() -> None:
    words = wording("en")
    assert tuple(words["faults"]) == FAULTS
    assert tuple(words["parts"]) == PARTS
    for said in words["faults"].values():
        assert all(said[key] for key in ("title", "rule", "why", "question"))


def test_an_unknown_locale_speaks_english() -> None:
    assert (
        review("sorry if i hurt you", "xx").findings[0].why
        == wording("en")["faults"]["conditional"]["why"]
    )


@pytest.mark.parametrize(
    "unit",
    [
        "I'm sorry I yelled, but you started it. ",
        "sorry ",
        "if you ",
        "i ",
        "' ",
        '"a ',
        "<b>sorry</b>",
        "a" * 50,
    ],
)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (12_500, 100_000))
    review(short)
    times = []
    for text in (short, long):
        started = time.process_time()
        review(text)
        times.append(time.process_time() - started)
    # Eight times the text: quadratic would be sixty-four times the time.
    assert times[1] < 24 * times[0] + 0.2


def test_a_spanish_speaker_is_told_in_spanish() -> None:
    note = review("Lo siento mucho, te grité y no debí hacerlo.", "es").note
    assert note == wording("es")["notes"]["other_language"]
    assert note != wording("en")["notes"]["other_language"]
