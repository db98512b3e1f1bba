"""Tell English from other languages by its small words, without a model.

Small words are what nobody can avoid: some two words in five. A profile of them is enough to know
that a text is not English, which is all the review asks.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache

from app.coach.lerner.data import load_mapping
from app.coach.lerner.reading import Reading

_LATIN_SHARE = 0.5
_CLEAR_MARGIN = 2


UNKNOWN = "und"
"""The tag of a language that is not known (BCP 47)."""


def is_english(reading: Reading) -> bool:
    """Whether the text can be read as English; a text without letters can."""
    return language(reading) == "en"


def language(reading: Reading) -> str:
    """The language that the small words speak for, "en" where it can be read as English, and
    UNKNOWN for other letters than Latin ones."""
    letters = [letter for letter in reading.text[:4000] if letter.isalpha()]
    if not letters:
        return "en"
    if sum(map(_is_latin, letters)) < _LATIN_SHARE * len(letters):
        return UNKNOWN
    words = Counter(word.plain for word in reading.words[:400])
    counts = {
        language: sum(words[word] for word in profile & words.keys())
        for language, profile in _profiles().items()
    }
    english = counts.pop("en")
    likeliest = max(counts, key=lambda name: counts[name])
    return "en" if english * _CLEAR_MARGIN >= counts[likeliest] else likeliest


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "LATIN")


@cache
def _profiles() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(words.split())
        for language, words in load_mapping("languages.yaml").items()
    }
