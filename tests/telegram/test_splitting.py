"""Long texts are cut where it hurts least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.telegram.split import split, units

TEXTS = st.text(st.sampled_from("ab .!?\n\t😀é𝔘\u200d"), max_size=400) | st.text(max_size=200)


@given(TEXTS, st.integers(2, 60))
def test_parts_join_back_and_fit(text, limit):
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(units(part) <= limit for part in parts)
    assert all(parts) or parts == ("",)


@given(TEXTS, st.integers(2, 60))
def test_no_character_is_torn(text, limit):
    """Each part is sound UTF-16 of its own: no half of a surrogate pair."""
    for part in split(text, limit):
        assert part.encode("utf-16-le").decode("utf-16-le") == part


@given(TEXTS)
def test_units_are_utf16_code_units(text):
    assert units(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One two.\n\nThree four five.", ("One two.\n\n", "Three four five.")),
        ("One two three.\nFour five.", ("One two three.\n", "Four five.")),
        ("One two. Three. Four five six.", ("One two. Three. ", "Four five six.")),
        ("aaaaaaaaaaaa bbbbbbbb ccccc", ("aaaaaaaaaaaa ", "bbbbbbbb ccccc")),
        ("a" * 45, ("a" * 20, "a" * 20, "a" * 5)),
        ("😀" * 11, ("😀" * 10, "😀")),
    ],
)
def test_the_best_place_to_cut(text, parts):
    assert split(text, 20) == parts


def test_a_text_that_fits_is_left_alone():
    assert split("😀" * 2048) == ("😀" * 2048,)
    assert len(split("😀" * 2048 + "x")) == 2
