"""Cues: short word patterns, written in a data file, found in a reading.

A pattern is a row of elements with a space between:

    word        that word; `a|b` either; `to_be` the words "to be"
    <name>      any member of the class `name`; `<verb.past>` a form of each verb in a verb class
    x?          optional
    !x          not followed by x (consumes nothing)
    .3          up to three words, not across a comma;  `,3` the same, commas allowed
    ,           a comma or dash, if there is one
    ^  $        start, end of the sentence

A pattern stays within a sentence. It is tried only where its first word stands and the sentence
has the words it cannot do without, and no gap is unbounded, so a scan is linear and quick.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.coach.lerner.data import load_cues, load_yaml
from app.coach.lerner.reading import STOP, Reading
from app.coach.lerner.verbs import forms

_WORD = r"[^\s¶,]+"
_END = f"(?=, {STOP}|{STOP})"
_OPEN_CLASSES = {
    "any": _WORD,
    "ing": r"[a-z]+ing",
    "ed": r"[a-z]+ed",
    "number": r"\d[^\s]*",
}


class Hit(NamedTuple):
    """A cue found: its name and the range of words, end exclusive."""

    cue: str
    first: int
    last: int


def find(reading: Reading) -> list[Hit]:
    """Return every cue in the reading, in order of place, each at its longest from there."""
    hits: list[Hit] = []
    line, offsets = reading.line, reading.offsets
    plain = [word.plain for word in reading.words]
    stops = [index for index, word in enumerate(plain) if word == STOP]
    for begin, end in pairwise([*stops, len(plain)]):
        sentence = frozenset(plain[begin:end])
        for first, after in enumerate(plain[begin + 1 : end + 1], begin):
            offset = offsets[first]
            ends: dict[str, int] = {}
            for cue, matches, needs in _candidates(plain[first], after):
                for words in needs:
                    if words.isdisjoint(sentence):
                        break
                else:
                    match = matches(line, offset)
                    if match:
                        ends[cue] = max(ends.get(cue, 0), match.end())
            if ends:
                start = first + (first == begin)
                hits += [Hit(cue, start, bisect_left(offsets, last)) for cue, last in ends.items()]
    return hits


class _Pattern(NamedTuple):
    """A pattern of a cue, and the words without which it cannot match."""

    cue: str
    matches: Callable[[str, int], re.Match[str] | None]
    needs: tuple[frozenset[str], ...]  # one of each of these stands in the sentence


@lru_cache(maxsize=65_536)
def _candidates(word: str, after: str) -> tuple[_Pattern, ...]:
    """The patterns that may start with `word` and go on with `after`."""
    return tuple(
        pattern
        for pattern, seconds in _index().get(word, ())
        if seconds is None or after in seconds
    )


@cache
def _index() -> dict[str, list[tuple[_Pattern, frozenset[str] | None]]]:
    """First word -> (pattern, the words it may go on with, or None for any)."""
    index: dict[str, list[tuple[_Pattern, frozenset[str] | None]]] = {}
    for cue, rows in load_cues().items():
        for row in rows:
            elements = row.split()
            pattern = _Pattern(cue, re.compile(_source(elements)).match, _needs(elements))
            firsts, seconds = _openings(elements)
            for word in firsts:
                index.setdefault(word, []).append((pattern, seconds))
    return index


def _source(elements: Sequence[str]) -> str:
    return "".join(map(_element, elements))


def _element(element: str) -> str:
    if element == "^":
        return STOP + " "
    if element == "$":
        return _END
    if element == ",":
        return "(?:, )?"
    if re.fullmatch(r"[.,]\d+", element):
        unit = _WORD if element[0] == "." else rf"[^\s{STOP}]+"
        return rf"(?:{unit} ){{0,{element[1:]}}}?"
    if element.startswith("!"):
        return f"(?!{_alternatives(element[1:])})"
    if element.endswith("?"):
        return f"(?:{_alternatives(element[:-1])})?"
    return f"(?:{_alternatives(element)})"


def _alternatives(element: str) -> str:
    options: list[str] = []
    for option in element.split("|"):
        if option == "$":
            options.append(_END)
        elif option.startswith("<"):
            options.append(f"(?:{_class(option[1:-1])}) ")
        else:
            options.append(re.escape(option.replace("_", " ")) + " ")
    return "|".join(options)


@cache
def _class(name: str) -> str:
    if name in _OPEN_CLASSES:
        return _OPEN_CLASSES[name]
    return "|".join(re.escape(member) for member in sorted(members(name), key=len, reverse=True))


@cache
def members(name: str) -> tuple[str, ...]:
    """Return the members of a closed class as plain words.

    Raises KeyError when the data file has no such class.
    """
    data = load_yaml("words.yaml")
    base, _, form = name.partition(".")
    if base in data["verbs"]:
        return tuple(
            inflected
            for verb in str(data["verbs"][base]).split()
            for inflected in forms(verb.replace("_", " "), form or "base")
        )
    found: list[str] = []
    for member in str(data["classes"][base]).split():
        if member.startswith("<"):
            found.extend(members(member[1:-1]))
        else:
            found.append(member.replace("_", " "))
    return tuple(found)


def _openings(elements: Sequence[str]) -> tuple[set[str], frozenset[str] | None]:
    """The words a pattern can start with, and those it can go on with (None: any word).

    Raises ValueError for a pattern that can start with anything.
    """
    firsts: set[str] = set()
    seconds: set[str] | None = set()
    for place, element in enumerate(elements):
        options = _options(element)
        if options is None:
            break
        firsts.update(words[0] for words in options)
        longer = {words[1] for words in options if len(words) > 1}
        later = _words_here(elements[place + 1 :]) if any(len(w) == 1 for w in options) else set()
        seconds = None if seconds is None or later is None else seconds | longer | later
        if not element.endswith("?"):
            return firsts, frozenset(seconds) if seconds is not None else None
    raise ValueError("a cue pattern needs at least one element that is not optional")


def _words_here(elements: Sequence[str]) -> set[str] | None:
    """The first words of what `elements` match; None when any word will do, or none at all."""
    found: set[str] = set()
    for element in elements:
        if element.startswith("!"):
            continue
        options = _options(element)
        if options is None:
            return None
        found.update(words[0] for words in options)
        if not element.endswith("?"):
            return found
    return None


def _needs(elements: Sequence[str]) -> tuple[frozenset[str], ...]:
    """For each element that is not optional, but for the first, the words it can begin with."""
    listed = [_options(element) for element in elements if not element.endswith("?")]
    rows = [options for options in listed if options is not None]
    return tuple(frozenset(words[0] for words in options) for options in rows[1:])


def _options(element: str) -> list[list[str]] | None:
    """Each alternative of an element as a row of words; None when these cannot be listed."""
    if element == "^":
        return [[STOP]]
    if element == "," or element.startswith("!") or re.fullmatch(r"[.,]\d+", element):
        return None
    rows: list[list[str]] = []
    for option in element.removesuffix("?").split("|"):
        if option == "$" or option[1:-1] in _OPEN_CLASSES:
            return None
        names = members(option[1:-1]) if option.startswith("<") else (option.replace("_", " "),)
        rows.extend(name.split(" ") for name in names)
    return rows
