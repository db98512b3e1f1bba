"""The rewrites: grammatical, in place, one by one, and gone at the second reading."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coach.apology import Finding, accept, review
from bench.apology_eval import load

MOST_STEPS = 40
AUTHORED = [row.text for split in ("train", "dev") for row in load(split)]
# Also what no author thought of: sentences of different texts put together.
MIXED = st.lists(st.sampled_from(AUTHORED), min_size=1, max_size=4).map(" ".join)


def offers(text: str) -> list[Finding]:
    return [finding for finding in review(text).findings if finding.instead is not None]


def accept_all(text: str) -> str:
    for _ in range(MOST_STEPS):
        found = offers(text)
        if not found:
            return text
        text = accept(text, found[0])
    raise AssertionError("the rewrites never end")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I'm sorry I yelled, but you started it.", "I'm sorry I yelled."),
        ("sorry i yelled but u started it", "sorry i yelled"),
        ("I'm sorry, but we need to talk about money.", "I'm sorry. We need to talk about money."),
        ("I'm sorry if I hurt you.", "I'm sorry that I hurt you."),
        ("If I was rude, I'm sorry.", "I was rude. I'm sorry."),
        ("I'm sorry for any hurt I may have caused.", "I'm sorry for the hurt I caused."),
        (
            "I'm sorry you felt ignored when I was on my phone.",
            "I'm sorry that I was on my phone, and that it left you feeling ignored.",
        ),
        ("I'm sorry you were hurt by what I said.", "I'm sorry that what I said hurt you."),
        ("I'm sorry I was late. Please forgive me.", "I'm sorry I was late."),
        ("It was just a joke, sorry.", "Sorry."),
        ("Sorry sorry sorry sorry!", "Sorry!"),
        ("I'm sorry I shouted because I was tired.", "I'm sorry I shouted."),
        ("You made me yell at you. I'm sorry.", "I yelled at you. I'm sorry."),
    ],
)
def test_rewrites_keep_the_persons_voice(before: str, after: str) -> None:
    assert accept_all(before) == after


@pytest.mark.parametrize(
    "text", ["I'm sorry you feel that way.", "Mistakes were made.", "Please forgive me, sorry."]
)
def test_a_question_where_no_rewrite_is_safe(text: str) -> None:
    for finding in review(text).findings:
        assert (finding.instead is None) == (finding.question is not None)
    assert review(text).findings


@pytest.mark.parametrize("text", AUTHORED)
def test_what_was_accepted_is_gone(text: str) -> None:
    found = review(text).findings
    final = accept_all(text)
    # A label may stay only where a second place of it had a question and no rewrite.
    asked = {finding.label for finding in found if finding.instead is None}
    offered = {finding.label for finding in found if finding.instead is not None}
    left = set(review(final).faults)
    assert not (offered - asked) & left or len(final) < len(text)
    assert not offers(final)


def test_a_rewrite_hardly_ever_brings_up_another_fault() -> None:
    worse = [
        text for text in AUTHORED if set(review(accept_all(text)).faults) - set(review(text).faults)
    ]
    assert len(worse) <= len(AUTHORED) // 100


@given(MIXED)
def test_rewrites_never_overlap_and_always_end(text: str) -> None:
    found = offers(text)
    for one, other in pairwise(found):
        assert one.end <= other.start
    accept_all(text)


@given(MIXED)
def test_accepting_all_at_once_from_the_end_leaves_none_of_those_faults(text: str) -> None:
    once = text
    for finding in reversed(offers(text)):
        once = once[: finding.start] + (finding.instead or "") + once[finding.end :]
    assert not re.search(r"\w  \w|,\.|, ,", once) or re.search(r"\w  \w|,\.|, ,", text)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = review(text)
    for item in (*found.findings, *found.parts):
        assert 0 <= item.start <= item.end <= len(text)
    for finding in offers(text):
        accept(text, finding)


@given(st.sampled_from(AUTHORED))
def test_no_word_is_added_but_small_ones(text: str) -> None:
    allowed = {"that", "and", "it", "left", "you", "feeling", "the", "i"}
    before = set(re.findall(r"[a-z']+", text.lower()))
    for finding in offers(text):
        after = set(re.findall(r"[a-z']+", accept(text, finding).lower()))
        added = after - before - allowed
        if added and finding.label == "blame":
            continue  # "you made me yell" -> "I yelled"
        assert not added


def test_accept_refuses_what_does_not_fit() -> None:
    asked = review("Mistakes were made.").findings[0]
    with pytest.raises(ValueError, match="no rewrite"):
        accept("Mistakes were made.", asked)
    offered = offers("I'm sorry I yelled, but you started it.")[0]
    with pytest.raises(ValueError, match="another text"):
        accept("short", offered)
