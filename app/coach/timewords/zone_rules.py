"""Rules for a time zone said beside a clock time: "8 pm EST", "20:00 UTC+2", "7 pm London time"."""

from __future__ import annotations

import re
from typing import Final

from app.coach.timewords.grammar import Match, Rule, rule
from app.coach.timewords.pieces import Meaning, SaidZone
from app.coach.timewords.places import parse_timezone, unambiguous_abbreviations

_CLOCK_MARKS: Final = frozenset("am pm p h hour oclock".split())
_CLOCK: Final = re.compile(r"\d{1,2}(?:[:.]\d\d)?|\d{4}")


def _beside_a_clock(match: Match) -> bool:
    before = match.word(-1)
    return before in _CLOCK_MARKS or _CLOCK.fullmatch(before) is not None


def _abbreviation(match: Match) -> Meaning | None:
    """An abbreviation that only one place keeps; of "IST" or "CST" nobody can be sure."""
    name = match["zone"]
    if name not in unambiguous_abbreviations() or not _beside_a_clock(match):
        return None
    return _zone(name)


def _offset(match: Match) -> Meaning | None:
    sign = "+" if match["sign"] == "+" else "-"
    return _zone(f"utc{sign}{match['hours']}") if _beside_a_clock(match) else None


def _place(match: Match) -> Meaning | None:
    return _zone(match["place"]) if _beside_a_clock(match) else None


def _zone(said: str) -> Meaning | None:
    name = parse_timezone(said)
    return SaidZone(name) if name else None


ZONE_RULES: Final[tuple[Rule, ...]] = (
    rule(r"(?:utc|gmt)_(?P<sign>\+|-|minus)_(?P<hours>\d{1,2})", _offset),
    rule(r"(?P<zone>[a-z]{3,4})(?:_time)?", _abbreviation),
    rule(r"(?P<place>[a-z]{4,})_time", _place),
    rule(r"(?P<place>[a-z]+_[a-z]+)_time", _place),
)
