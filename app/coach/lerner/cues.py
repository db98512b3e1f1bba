"""Cues: short word patterns, written in a data file, found in a reading.

A pattern is a row of elements with a space between:

    word        that word; `a|b` either; `to_be` the words "to be"
    <name>      any member of the class `name`; `<verb.past>` a form of each verb in a verb class
    x?          optional
    !x          not followed by x (consumes nothing)
    .3          up to three words, not across a comma;  `,3` the same, commas allowed
    ,           a comma or dash, if there is one
    ^  $        start, end of the sentence

A pattern is tried only where its first word stands, and no gap is unbounded, so a scan is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found: its name and the range of words, end exclusive."""

    cue: str
    first: int
    last: int


def find(reading: Reading) -> list[Hit]:
    """Return every cue in the reading, in order of place, each at its longest from there."""
    hits: list[Hit] = []
    for first, word in enumerate(reading.words):
        start = first + (word.plain == STOP)
        offset = reading.offsets[first]
        for cue, screen, rows in _screens(word.plain):
            if screen.match(reading.line, offset):
                ends = (_compiled(row).match(reading.line, offset) for row in rows)
                last = max(match.end() for match in ends if match)
                hits.append(Hit(cue, start, bisect_left(reading.offsets, last)))
    return hits


@lru_cache(maxsize=4096)
def _screens(word: str) -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """For each cue that can start with `word`: one regex for all its patterns, and the patterns.

    The one regex rules a cue out in one call; its patterns are compiled when it first matches.
    """
    return tuple(
        (cue, re.compile("|".join(_source(row) for row in rows)), tuple(rows))
        for cue, rows in _index().get(word, {}).items()
    )


@cache
def _index() -> dict[str, dict[str, list[str]]]:
    """First word -> cue -> patterns."""
    index: dict[str, dict[str, list[str]]] = {}
    for cue, rows in load_cues().items():
        for row in rows:
            for word in _first_words(row.split()):
                index.setdefault(word, {}).setdefault(cue, []).append(row)
    return index


@cache
def _compiled(row: str) -> re.Pattern[str]:
    return re.compile(_source(row))


@cache
def _source(row: str) -> str:
    return "".join(_element(element) for element in row.split())


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


def _first_words(elements: Iterable[str]) -> set[str]:
    first: set[str] = set()
    for element in elements:
        if element == "^":
            return {STOP}
        optional = element.endswith("?")
        for option in element.removesuffix("?").split("|"):
            names = members(option[1:-1]) if option.startswith("<") else (option.replace("_", " "),)
            first.update(name.split(" ")[0] for name in names)
        if not optional:
            return first
    raise ValueError("a cue pattern needs at least one element that is not optional")
