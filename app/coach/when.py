"""When somebody means: "tmr 7ish" becomes a moment, and a moment becomes words.

The conventions (what "tonight" is, what a bare hour is) are in
`app.coach.timewords.conventions`; why they are as they are, in docs/decisions/time-expressions.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Literal
from zoneinfo import ZoneInfo

from app.coach.timewords.clock_rules import CLOCK_RULES, NOON_RULES
from app.coach.timewords.combine import Reading, read
from app.coach.timewords.date_rules import DATE_RULES
from app.coach.timewords.day_rules import DAY_RULES, WEEKS_FROM_RULES
from app.coach.timewords.grammar import find_pieces
from app.coach.timewords.length_rules import LENGTH_RULES
from app.coach.timewords.pieces import Clock, Length
from app.coach.timewords.places import parse_timezone, zone_at_clock
from app.coach.timewords.refusal import wanted
from app.coach.timewords.resolve import Here, moments
from app.coach.timewords.say import say_duration, say_when
from app.coach.timewords.words import Words, read_words
from app.coach.timewords.zone_rules import ZONE_RULES
from app.coach.timewords.zones import after

__all__ = [
    "Moment",
    "guess_timezone",
    "parse_duration",
    "parse_timezone",
    "parse_when",
    "say_duration",
    "say_when",
]

Kind = Literal["clock", "elapsed"]
_MINUTES = (5, 120)
_RULES = (
    *ZONE_RULES,
    *NOON_RULES,
    *WEEKS_FROM_RULES,
    *LENGTH_RULES,
    *DATE_RULES,
    *DAY_RULES,
    *CLOCK_RULES,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as somebody meant it.

    `at` is aware, in the zone asked for. `said` are the words that say it and `span` their
    half-open range of characters in the text. `ambiguous` are other plausible readings ("8" on a
    morning: 8 am or 8 pm), empty when sure. `kind` is "elapsed" for a length of real time ("in
    20 minutes", "a day") and "clock" for a wall-clock time, which moves with the time zone.
    """

    at: datetime
    said: str
    span: tuple[int, int]
    ambiguous: tuple[datetime, ...]
    kind: Kind


def parse_when(text: str, now: datetime, tz: str, *, locale: str = "en") -> Moment | None:
    """The moment after `now` that a text means, None when it means none.

    Refusals, times gone by, impossible times and vague ones ("later") mean none. `now` must be
    aware; `tz` is an IANA name. Raises ValueError for a naive `now` and `ZoneInfoNotFoundError`
    for an unknown zone, never for a text.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    zone = ZoneInfo(tz)
    words = read_words(text, locale)
    readings = read(wanted(find_pieces(words, _RULES), words), words)
    if not readings:
        return None
    try:
        here = Here(now.astimezone(zone), zone, locale)
        found = moments(readings[0], here)
        offered = [moments(each, here)[:1] for each in readings[1:]]
    except OverflowError:
        return None
    if not found:
        return None
    return _moment(text, words, readings[0], found + tuple(chain.from_iterable(offered)))


def _moment(text: str, words: Words, reading: Reading, found: tuple[datetime, ...]) -> Moment:
    start, end = words.items[reading.first].start, words.items[reading.end - 1].end
    elapsed = reading.length is not None and not (
        reading.length.months or reading.clock or reading.part
    )
    return Moment(
        at=found[0],
        said=text[start:end],
        span=(start, end),
        ambiguous=tuple(
            each for each in found[1:] if after(each, found[0]) or after(found[0], each)
        ),
        kind="elapsed" if elapsed else "clock",
    )


def parse_duration(text: str, *, locale: str = "en") -> timedelta | None:
    """The length of time a text names, None when it names none ("the weekend", "not an hour").

    "20 min", "half an hour", "a couple of hours", "1h30", "a day" (24 hours), "a week". A number
    alone from 5 to 120 counts minutes.
    """
    words = read_words(text, locale)
    pieces = wanted(find_pieces(words, LENGTH_RULES), words)
    for piece in pieces:
        if isinstance(piece.meaning, Length) and not piece.meaning.months:
            return piece.meaning.span
    if len(words.items) == 1 and words.canonical(0).isdecimal():
        minutes = int(words.canonical(0))
        return timedelta(minutes=minutes) if _MINUTES[0] <= minutes <= _MINUTES[1] else None
    return None


def guess_timezone(text: str, now: datetime) -> str | None:
    """A likely zone for somebody who says where they are or what their clock shows at `now`.

    "It's 9:40 pm here" gives a zone where it is 9:40 pm now, to be confirmed; without am or pm
    ("9:40") the later half of the day is tried second.
    """
    named = parse_timezone(text)
    if named is not None:
        return named
    words = read_words(text, "en")
    for piece in find_pieces(words, CLOCK_RULES):
        clock = piece.meaning
        if isinstance(clock, Clock):
            hours = {"am": [clock.hour % 12], "pm": [clock.hour % 12 + 12]}.get(
                clock.half or "", [clock.hour, (clock.hour + 12) % 24]
            )
            found = (zone_at_clock(hour * 60 + clock.minute, now) for hour in hours)
            return next((zone for zone in found if zone), None)
    return None
