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
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.coach.lerner.data import load_yaml
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


@dataclass(frozen=True, slots=True)
class _Pattern:
    cue: str
    order: int
    regex: re.Pattern[str]


def find(reading: Reading) -> list[Hit]:
    """Return every cue in the reading, in order of place; overlapping cues are all kept."""
    index = _index()
    hits: list[Hit] = []
    for first, word in enumerate(reading.words):
        found: dict[str, int] = {}
        for pattern in index.get(word.plain, ()):
            match = pattern.regex.match(reading.line, reading.offsets[first])
            if match:
                last = bisect_left(reading.offsets, match.end())
                found[pattern.cue] = max(found.get(pattern.cue, 0), last)
        start = first + (word.plain == STOP)
        hits.extend(Hit(cue, start, last) for cue, last in found.items())
    return hits


@cache
def _index() -> dict[str, list[_Pattern]]:
    index: dict[str, list[_Pattern]] = defaultdict(list)
    order = 0
    for cue, rows in load_yaml("apology_cues.yaml")["cues"].items():
        for row in rows:
            elements = row.split()
            pattern = _Pattern(cue, order, re.compile("".join(map(_element, elements))))
            order += 1
            for word in _first_words(elements):
                index[word].append(pattern)
    return dict(index)


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
    data = load_yaml("apology_cues.yaml")
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
