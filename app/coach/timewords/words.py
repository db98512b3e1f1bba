"""A text as canonical words, each remembering where it stood in the text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from app.coach.timewords.spelling import LONGEST_PHRASE, NUMBER_WORDS, known_locale, phrases, unbend

_TOKEN: Final = re.compile(
    r"""
    (?P<link>(?:https?://|www\.)\S{1,2048}|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63})
  | (?P<iso>\d{4}([-/])\d{1,2}\3\d{1,2}(?!\d))
  | (?P<date>\d{1,2}([./-])\d{1,2}\5(?:\d{4}|\d{2})(?![\d:])|\d{1,2}\.\d{1,2}\.(?!\d))
  | (?P<slash>\d{1,2}/\d{1,4}(?![\d/]))
  | (?P<clock>\d{1,2}[:.]\d{2}(?::\d{2})?(?![\d]))
  | (?P<decimal>\d+[.,]\d+)
  | (?P<hyphen>(?<=[^\W\d_])-(?=[^\W\d_])|(?<=\d)-(?=[a-z]))
  | (?P<minus>(?<![\w)\s-])-(?=\d)|(?<=\s)-(?=\d))
  | (?P<number>\d{1,12})
  | (?P<word>[ap]\.\s?m\b\.?|[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)
_ISH: Final = frozenset(
    {"noon", "midnight", "evening", "tomorrow", "tonight", "no", "not", "never"}
)
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_STOPS: Final = frozenset('.!;()[]"|…:*')
_KEPT_MARKS: Final = frozenset(",?-/%$£€#+@&")
_GLUED_TENS: Final = frozenset({20, 30, 40, 50})
_CLOCK_FACES: Final = {0x1F550 + hour: f"{hour + 1}:00" for hour in range(12)} | {
    0x1F55C + hour: f"{hour + 1}:30" for hour in range(12)
}
_TEXT_SHORTHAND: Final = re.compile(r"\b(2mrw|2mro|2mo|2moro|2morro|2morrow|2nite|2night|2day)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """One canonical word; `start` and `end` are character offsets into the text as typed.

    `spelled` is True when a number was written in letters ("eight").
    """

    canonical: str
    start: int
    end: int
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and `line`: the canonical words with one space around each."""

    items: tuple[Word, ...]
    line: str
    offsets: tuple[int, ...]

    def index_at(self, position: int) -> int:
        """Index of the word that holds the character at `position` of `line`."""
        return bisect_right(self.offsets, position) - 1

    def canonical(self, index: int) -> str:
        """The canonical word at an index, "" outside the text."""
        return self.items[index].canonical if 0 <= index < len(self.items) else ""


def read_words(text: str, locale: str) -> Words:
    """Fold case, width and spelling; a text of n characters takes O(n) time."""
    folded, origin = _fold(text)
    items = tuple(_joined_numbers(_respelled(list(_tokens(folded, origin)), locale), locale))
    lengths = accumulate((len(item.canonical) + 1 for item in items), initial=1)
    return Words(
        items=items,
        line="".join(f" {item.canonical}" for item in items) + " ",
        offsets=tuple(lengths)[: len(items)],
    )


def _fold(text: str) -> tuple[str, list[int]]:
    """Lower-case compatibility form, and for each of its characters the offset it came from."""
    pieces: list[str] = []
    origin: list[int] = []
    for offset, character in enumerate(text):
        face = _CLOCK_FACES.get(ord(character))
        piece = f" {face} " if face else _fold_character(character)
        pieces.append(piece)
        origin.extend([offset] * len(piece))
    origin.append(len(text))
    return "".join(pieces), origin


def _fold_character(character: str) -> str:
    if character in "’‘`´":
        return "'"
    if character in "–—−":
        return "-"
    if character == "\n":
        return ";"
    if character == "½":
        return character
    folded = unicodedata.normalize("NFKC", character).lower()
    return "".join(
        str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each
        for each in folded
    )


def _tokens(folded: str, origin: list[int]) -> Iterator[Word]:
    shorthand = {match.start(): match for match in _TEXT_SHORTHAND.finditer(folded)}
    done = 0
    for match in _TOKEN.finditer(folded):
        start = match.start()
        if start < done:
            continue
        if start in shorthand:
            match = shorthand[start]
        done = match.end()
        if match.re is _TOKEN and match["hyphen"]:
            continue
        yield Word(_mark(match), origin[start], origin[done - 1] + 1)


def _mark(match: re.Match[str]) -> str:
    value = match[0]
    if match.re is _TEXT_SHORTHAND:
        return value
    if match["link"]:
        return ","
    if match["minus"]:
        return "minus"
    if match["mark"]:
        if value in _STOPS:
            return ";"
        return value if value in _KEPT_MARKS or value == "½" else ","
    return value


def _respelled(tokens: list[Word], locale: str) -> Iterator[Word]:
    """Replace the longest known spellings by their canonical words."""
    table = phrases(locale)
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            target = table.get(tuple(each.canonical for each in tokens[at : at + length]))
            if target is not None:
                start, end = tokens[at].start, tokens[at + length - 1].end
                yield from (Word(word, start, end, word.isdigit()) for word in target)
                at += length
                break
        else:
            yield from _one(tokens[at], table, locale)
            at += 1


def _one(token: Word, table: dict[tuple[str, ...], tuple[str, ...]], locale: str) -> Iterator[Word]:
    word = _STRETCHED.sub(r"\1\1", token.canonical)
    if word != token.canonical and (word,) not in table:
        single = _STRETCHED.sub(r"\1", token.canonical)
        word = single if (single,) in table or single in _ISH else word
    stem = word.removesuffix("ish")
    if stem != word and (stem in NUMBER_WORDS["en"] or (stem,) in table or stem in _ISH):
        yield from (replace(token, canonical=each) for each in table.get((stem,), (stem,)))
        yield replace(token, canonical="ish")
    elif word.isalpha():
        meant = unbend(word, locale)
        for canonical in table.get((meant,), (meant,)) if meant != token.canonical else (word,):
            yield Word(canonical, token.start, token.end)
    else:
        yield token


def _joined_numbers(tokens: Iterator[Word], locale: str) -> Iterator[Word]:
    """Number words as digits; "twenty five" is one number, "seven thirty" stays two."""
    values = NUMBER_WORDS[known_locale(locale)]
    waiting: Word | None = None
    for token in tokens:
        value = values.get(token.canonical)
        if value is None:
            if waiting:
                yield waiting
            waiting = None
            yield token
            continue
        if waiting and int(waiting.canonical) in _GLUED_TENS and 0 < value < 10:
            total = str(int(waiting.canonical) + value)
            yield Word(total, waiting.start, token.end, spelled=True)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = Word(str(value), token.start, token.end, spelled=True)
    if waiting:
        yield waiting
