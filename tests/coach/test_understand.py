"""Intents from free text: behaviour that holds whatever the trained weights are."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coach.intents.model import model_for
from app.coach.intents.nearest import PhraseIndex
from app.coach.intents.phrases import TOLD, phrasebook, served_locales
from app.coach.intents.text import MAX_CHARACTERS, tokens
from app.coach.intents.typos import SpellingIndex
from app.coach.understand import CONFIDENT, INTENTS, UNSURE, understand


@pytest.mark.parametrize("locale", served_locales())
def test_every_intent_has_phrases_and_nothing_else_does(locale):
    assert set(phrasebook(locale).phrases) == {*INTENTS, TOLD}


@pytest.mark.parametrize("locale", served_locales())
def test_the_model_has_seen_the_phrases_as_they_are(locale):
    assert model_for(locale).digest == phrasebook(locale).digest, (
        "phrases changed since training: run `python -m bench.understand_train` and commit"
    )


@pytest.mark.parametrize("locale", served_locales())
def test_no_phrase_stands_under_two_intents(locale):
    book = phrasebook(locale)
    homes: dict[tuple[str, ...], set[str]] = {}
    for intent, phrases in book.phrases.items():
        for phrase in phrases:
            homes.setdefault(tokens(phrase, book.spelling), set()).add(intent)
    assert [words for words, intents in homes.items() if len(intents) > 1 or not words] == []


@pytest.mark.parametrize("locale", served_locales())
def test_an_authored_phrase_is_always_understood(locale):
    for intent in INTENTS:
        for phrase in phrasebook(locale).phrases[intent]:
            assert understand(phrase, locale).intent == intent, phrase


def test_a_phrase_counts_before_any_training():
    index = PhraseIndex(
        [
            ("kit", "get the red folder", ("get", "the", "red", "folder")),
            ("help", "what", ("what",)),
        ]
    )
    assert index.nearest(("get", "the", "red", "folder")).label == "kit"
    near = index.nearest(("get", "the", "red", "folders"))
    assert near.label == "kit"
    assert 0.7 < near.nearness < 1
    assert index.nearest(("zzz",)) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("STOP, I NEED TO CALM DOWN FIRST", "pause"),
        ("stop", "stop"),
        ("ugh he wont text me back its been 5 hrs", "waiting"),
        ("i want to appologise to my wife", "apology"),
        ("😡😡😡", "pause"),
        ("heyyyyy", "greeting"),
        ("delete everthing", "privacy"),
    ],
)
def test_shouting_typos_emoji_and_stretched_words(text, intent):
    seen = understand(text)
    assert (seen.intent, seen.confidence >= CONFIDENT) == (intent, True)


def test_a_text_in_another_served_language_is_read_in_it():
    assert understand("quiero pedirle perdón a mi mujer", "en").intent == "apology"
    assert understand("how do i invite my partner", "es-MX").intent == "link"


def test_an_unserved_locale_is_read_as_english():
    assert understand("i need to calm down", "xx").intent == "pause"


@pytest.mark.parametrize("text", ["", "   ", "\u200d", "...", "\n"])
def test_no_words_are_nothing_and_said_so(text):
    seen = understand(text)
    assert (seen.intent, seen.confidence, seen.alternatives) == ("other", 0.0, ())


def test_the_thresholds_leave_room_for_buttons():
    assert 0 < UNSURE < CONFIDENT < 1


def test_a_reason_holds_only_authored_words_or_feature_names():
    seen = understand("i need to calm down, my pin is Xyzzy7788 and my street is Plughweg")
    assert seen.reason.startswith(("phrase: ", "features: "))
    assert "xyzzy" not in seen.reason.lower()
    assert "plugh" not in seen.reason.lower()


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_lawful_reading(text):
    seen = understand(text)
    assert seen.intent in INTENTS
    assert 0 <= seen.confidence <= 1
    shares = [share for _, share in seen.alternatives]
    assert shares == sorted(shares, reverse=True)
    assert all(share <= seen.confidence for share in shares)
    assert seen.intent not in dict(seen.alternatives)
    assert understand(text) == seen


def test_a_long_text_is_read_to_its_bound():
    start = "i need to calm down " * (MAX_CHARACTERS // 20)
    assert understand(start + "x" * 100_000) == understand(start)


@given(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=12))
def test_mending_never_leaves_the_known_words(word):
    known = {"apology", "partner", "silent"}
    assert SpellingIndex(known).mend(word) in known | {word}


@pytest.mark.parametrize("typed", ["aplogy", "appology", "apoolgy", "apelogy"])
def test_one_slip_is_mended(typed):
    assert SpellingIndex({"apology"}).mend(typed) == "apology"
