"""Which canonical words a typed spelling stands for, from flows/rules/when_words.yaml."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final

import yaml

WORDS_FILE: Final = Path(__file__).parents[3] / "flows" / "rules" / "when_words.yaml"
LONGEST_PHRASE: Final = 7

_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_TENS: Final = {"thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_SPANISH: Final = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte"
).split()
NUMBER_WORDS: Final[dict[str, dict[str, int]]] = {
    "en": {word: value for value, word in enumerate(_UNITS)} | _TENS,
    "es": {word: value for value, word in enumerate(_SPANISH)}
    | {"una": 1, "treinta": 30, "cuarenta": 40, "cincuenta": 50},
}

# Long words that a slip of the finger may bend. Short ones are too close to other words.
_BENDABLE: Final = (
    "tomorrow", "tonight", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "morning", "afternoon", "evening", "weekend", "midnight", "minutes",
    "january", "february", "september", "october", "november", "december",
)  # fmt: skip
_OTHER_WORDS: Final = frozenset(
    "mourning sundae sundry minuet meaning warning moaning leaving weakened weekday weekdays "
    "mooning minuses warnings burning turning learning joining fridge fried firday".split()
)
_BENT_LENGTHS: Final = range(6, 13)


Phrases = dict[tuple[str, ...], tuple[str, ...]]


@cache
def phrases(locale: str) -> Phrases:
    """Spelled words -> canonical words of one locale; of English where the locale has none."""
    tables = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    found: Phrases = {}
    for canonical, spellings in tables[known_locale(locale)].items():
        target = tuple(str(canonical).split())
        for spelling in spellings:
            found[tuple(str(spelling).replace("-", " ").split())] = target
    return found


@cache
def known_locale(locale: str) -> str:
    """The language of a locale ("es_MX" -> "es") when it has words of its own, else "en"."""
    language = locale.replace("-", "_").split("_")[0].lower()
    return language if language in NUMBER_WORDS else "en"


@cache
def _vocabulary(locale: str) -> frozenset[str]:
    return frozenset(word for spelled in phrases(locale) for word in spelled)


@lru_cache(maxsize=4096)
def unbend(word: str, locale: str) -> str:
    """The word meant when one long time word has a typo ("tomorrwo", "satuday"), else the word.

    One slip (a letter lost, added, wrong or swapped with its neighbour), two in words of eight
    letters or more.
    """
    if (
        known_locale(locale) != "en"
        or len(word) not in _BENT_LENGTHS
        or word in _OTHER_WORDS
        or word in _vocabulary("en")
    ):
        return word
    near = {
        target
        for variant in _shortened(word)
        for target in _shortened_targets().get(variant, ())
        if target[0] == word[0] or sorted(target[:2]) == sorted(word[:2])
    }
    for target in sorted(near):
        if _slips(word, target) <= (2 if len(target) >= 8 else 1):
            return target
    return word


def _shortened(word: str) -> frozenset[str]:
    depth = 2 if len(word) >= 7 else 1
    return frozenset(
        "".join(letter for at, letter in enumerate(word) if at not in gone)
        for count in range(depth + 1)
        for gone in combinations(range(len(word)), count)
    )


@cache
def _shortened_targets() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for target in _BENDABLE:
        for variant in _shortened(target):
            table[variant] = (*table.get(variant, ()), target)
    return table


def _slips(left: str, right: str) -> int:
    """Optimal string alignment distance: letters lost, added, wrong, or swapped neighbours."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, previous = previous, row
    return previous[-1]
