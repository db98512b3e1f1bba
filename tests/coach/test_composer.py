"""The composer: grammatical whatever form the words were typed in, and nothing added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coach.composer import REGISTERS, compose
from app.coach.wording.second_person import to_you

ACTS = [
    ("I yelled at you", "I'm sorry that I yelled at you."),
    ("yelled at you.", "I'm sorry that I yelled at you."),
    ("that I yelled at you", "I'm sorry that I yelled at you."),
    ("I'm sorry I yelled at you!", "I'm sorry that I yelled at you."),
    ("i yelled at her", "I'm sorry that I yelled at you."),
    ("yell at you", "I'm sorry that I yelled at you."),
    ("Yelling at you", "I'm sorry for yelling at you."),
    ("for yelling at you", "I'm sorry for yelling at you."),
    ("my tone last night", "I'm sorry for my tone last night."),
    ("not picking up the kids", "I'm sorry for not picking up the kids."),
    ("never called back", "I'm sorry that I never called back."),
    ("i didnt call when i said i would", "I'm sorry that I didn't call when I said I would."),
    (
        "slammed the door. i called you names",
        "I'm sorry that I slammed the door. I called you names.",
    ),
]
IMPACTS = [
    ("you felt small", "It left you feeling small."),
    ("felt small", "It left you feeling small."),
    ("made you feel small", "It made you feel small."),
    ("I made you feel small", "I made you feel small."),
    ("hurt", "It left you hurt."),
    ("that you couldn't trust me", "You couldn't trust me."),
    ("she was worried sick", "You were worried sick."),
    ("the kids were scared", "The kids were scared."),
    ("a long night alone", "For you it meant a long night alone."),
]
AMENDS = [
    ("I'll replace it", "I'll replace it."),
    ("replace it", "I will replace it."),
    ("to replace it", "I will replace it."),
    ("maybe replace it", "I will replace it."),
    ("replacing it", "I want to make it right by replacing it."),
    ("a new phone", "I want to make it right with a new phone."),
    ("apologize to the kids", "I will apologize to the kids."),
]
CHANGES = [
    ("I'll set an alarm", "I'll set an alarm."),
    ("set an alarm", "From now on I will set an alarm."),
    ("not yell", "From now on I will not yell."),
    ("never lie again", "From now on I will never lie again."),
    ("don't drink at parties", "From now on I will not drink at parties."),
    ("no more secrets", "From now on there will be no more secrets."),
    ("going for a walk first", "My part from now on is going for a walk first."),
]


@pytest.mark.parametrize(("typed", "sentence"), ACTS)
def test_act(typed, sentence):
    assert compose(act=typed, register="text") == sentence


@pytest.mark.parametrize(("typed", "sentence"), IMPACTS)
def test_impact(typed, sentence):
    assert compose(act="I shouted", impact=typed, register="text").endswith(f". {sentence}")


@pytest.mark.parametrize(("typed", "sentence"), AMENDS)
def test_amends(typed, sentence):
    assert compose(act="I shouted", amends=typed, register="text").endswith(f". {sentence}")


@pytest.mark.parametrize(("typed", "sentence"), CHANGES)
def test_change(typed, sentence):
    assert compose(act="I shouted", change=typed, register="text").endswith(f". {sentence}")


@pytest.mark.parametrize("typed", ["worn out from work", "I was worn out from work."])
def test_a_reason_is_owned(typed):
    said = compose(act="I shouted", reason=typed, register="text")
    assert said.endswith("I was worn out from work. That is a reason, not an excuse.")


@pytest.mark.parametrize(
    ("about", "to"),
    [
        ("I read my wife's messages", "I read your messages"),
        ("I lied to him about his gift", "I lied to you about your gift"),
        ("I told her she was lazy", "I told you you were lazy"),
        ("I forgot Sam's birthday", "I forgot your birthday"),
        ("I laughed at her mother", "I laughed at your mother"),
        ("you felt what they felt", "you felt what they felt"),
    ],
)
def test_speaks_to_the_partner(about, to):
    assert to_you(about, "Sam") == to


def test_they_stays_when_others_are_named():
    said = compose(act="I forgot the kids", impact="they had to wait", register="text")
    assert said == "I'm sorry that I forgot the kids. They had to wait."


def test_a_letter_has_paragraphs_and_no_empty_ones():
    letter = compose(act="I lied", amends="tell you all of it", partner="Sam", register="letter")
    assert letter.split("\n\n") == [
        "Dear Sam,",
        "I want to apologize to you.",
        "I'm sorry that I lied.",
        "I will tell you all of it.",
        "There is nothing that you need to do with this letter.",
    ]


words = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=80)


@given(words, words, words, words, st.sampled_from(REGISTERS), st.sampled_from(["en", "es"]))
def test_any_words_make_a_draft(act, impact, amends, change, register, locale):
    draft = compose(
        act=act, impact=impact, amends=amends, change=change, register=register, locale=locale
    )
    assert draft
    assert "  " not in draft.replace("\n", "¶")
    assert not draft.startswith(" ")
