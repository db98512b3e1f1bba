"""The inline list: one's own drafts, where they are to be sent."""

import pytest

from app.channels.telegram.words import Lexicon

from .fake_bot_api import Person
from .rig import LEXICON, until

DRAFTS = [
    ("d3", "apology", "I was late.\nI'm sorry."),
    ("d2", "space", "I love you, we're okay. I need a day."),
    ("d1", "sketch", "Something older"),
]


async def ask(rig, person, query=""):
    id_ = person.type_inline(query)
    async with rig.polling():
        await until(lambda: id_ in rig.world.inline_answers)
    return rig.world.inline_answers[id_]


async def test_the_persons_own_drafts_newest_first(rig, person):
    rig.drafts["11"] = DRAFTS
    answer = await ask(rig, person)
    assert [result["id"] for result in answer["results"]] == ["d3", "d2", "d1"]
    assert [r["input_message_content"]["message_text"] for r in answer["results"]] == [
        text for _, _, text in DRAFTS
    ]
    assert [result["title"] for result in answer["results"]] == [
        "My apology",
        "I need some space",
        "My words",
    ]
    assert (answer["cache_time"], answer["is_personal"]) == (0, True)
    assert answer["button"] is None


async def test_nobody_sees_anybody_elses(rig, person):
    rig.drafts["11"] = DRAFTS
    answer = await ask(rig, Person(rig.world, 12))
    assert answer["results"] == []
    assert answer["button"]["text"] == LEXICON["en"].inline_start
    assert answer["is_personal"] is True


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("I was late. I'm sorry.", ["d3"]),
        ("i LOVE you", ["d2"]),
        ("no such words", ["d3", "d2", "d1"]),
    ],
)
async def test_the_query_picks_the_draft_whose_button_was_tapped(rig, person, query, ids):
    rig.drafts["11"] = DRAFTS
    answer = await ask(rig, person, query)
    assert [result["id"] for result in answer["results"]] == ids


async def test_the_draft_that_was_tapped_comes_before_a_newer_one_that_holds_its_words(rig, person):
    rig.drafts["11"] = [("new", "apology", "Dear, I'm sorry."), ("old", "apology", "I'm sorry.")]
    answer = await ask(rig, person, "I'm sorry.")
    assert [result["id"] for result in answer["results"]] == ["old", "new"]


async def test_drafts_that_telegram_cannot_take_are_left_out(rig, person):
    rig.drafts["11"] = [("a", "x", " "), ("b", "x", "y" * 4097), ("c" * 65, "x", "y"), *DRAFTS] + [
        (f"e{n}", "x", f"text {n}") for n in range(60)
    ]
    answer = await ask(rig, person)
    assert len(answer["results"]) == 20
    assert answer["results"][0]["id"] == "d3"


async def test_a_store_that_is_away_gives_an_empty_list(rig, person, caplog):
    async def away(address):
        raise OSError("secret words")

    rig.dispatcher._inline._recent_drafts = away
    answer = await ask(rig, person)
    assert answer["results"] == []
    assert "secret words" not in caplog.text


async def test_a_draft_that_was_sent_is_noted(rig, person):
    person.choose("d3")
    async with rig.polling():
        await until(lambda: rig.chosen == [("11", "d3")])


def test_a_lexicon_needs_english_only():
    lexicon = Lexicon({"en": LEXICON["en"]})
    assert lexicon["es"] is LEXICON["en"]
