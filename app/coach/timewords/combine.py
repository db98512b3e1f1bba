"""Put the pieces of a text together into readings: "8 ... tomorrow" is one time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, get_args

from app.coach.timewords.pieces import (
    CalendarDate,
    Clock,
    Day,
    DayPart,
    Impossible,
    Length,
    Meaning,
    NearDay,
    NextPeriod,
    Piece,
    SaidZone,
    SameTime,
    Weekday,
)
from app.coach.timewords.vocabulary import PROPOSALS
from app.coach.timewords.words import Words

_DAYS: Final = get_args(Day)
_TIMED: Final = 2
_FARTHEST: Final = 14
_CORRECTIONS: Final = frozenset(
    "actually wait sorry mean scratch rather instead so no er erm hm hmm".split()
)
_DAY_OF_PART: Final = frozenset({"tonight", "late-night"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of one moment; `first` and `end` are the word indices it spans."""

    first: int
    end: int
    day: Day | None = None
    clock: Clock | None = None
    part: DayPart | None = None
    length: Length | None = None
    same_time: bool = False
    zone: str | None = None
    impossible: bool = False

    @property
    def weight(self) -> int:
        """How much is said: a reading with day and clock counts more than one with a day only."""
        timed = self.clock or self.part or self.same_time
        return (
            2 * bool(self.length and self.length.firm)
            + bool(self.length)
            + 2 * bool(timed)
            + bool(self.day)
            + 3 * self.impossible
        )


def read(pieces: list[Piece], words: Words) -> tuple[Reading, ...]:
    """The moment that a text means, and after it those offered with "or"; empty when none is.

    The fullest reading counts; a later one when it corrects ("8? actually 9") or asks where the
    earlier only tells ("I'm home at 7, talk at 8?").
    """
    readings = _readings(pieces, words)
    if not readings:
        return ()
    best, others = readings[0], list[Reading]()
    reach = 0
    for each in readings[1:]:
        between = {
            words.canonical(at) for at in range(max(best.end, each.first - _FARTHEST), each.first)
        }
        asks = bool(between & PROPOSALS) and not _asked(best, reach, words)
        corrects = bool(between & _CORRECTIONS) or {"not", ";"} <= between
        timed = each.weight >= _TIMED or (each.length and best.length)
        if timed and (corrects or asks):
            best, others, reach = replace(each, day=each.day or best.day), [], best.end
        elif "or" in between:
            best = _with_time_of(best, each)
            others.append(each)
        elif each.weight > best.weight:
            best, others, reach = each, [], best.end
    return (best, *others)


def _asked(reading: Reading, reach: int, words: Words) -> bool:
    return any(
        words.canonical(at) in PROPOSALS
        for at in range(max(reach, reading.first - _FARTHEST), reading.first)
    )


def _with_time_of(reading: Reading, other: Reading) -> Reading:
    """'Friday or Saturday at 8': the time belongs to both days."""
    if reading.day is None or reading.clock or reading.part or reading.same_time:
        return reading
    return replace(reading, clock=other.clock, part=other.part)


def _readings(pieces: list[Piece], words: Words) -> list[Reading]:
    readings: list[Reading] = []
    for piece in pieces:
        if readings and _near(readings[-1], piece, words):
            joined = _join(readings[-1], piece)
            if joined is not None:
                readings[-1] = joined
                continue
        alone = _join(Reading(piece.first, piece.end), piece)
        if alone is not None:
            readings.append(alone)
    return readings


def _near(reading: Reading, piece: Piece, words: Words) -> bool:
    if piece.first - reading.end > _FARTHEST:
        return False
    between = [words.canonical(at) for at in range(reading.end, piece.first)]
    return between.count(";") <= 2 and "or" not in between


def _join(reading: Reading, piece: Piece) -> Reading | None:
    """The reading with one piece more, or None when it already holds another of that kind."""
    grown = replace(reading, end=piece.end)
    meaning = piece.meaning
    if isinstance(meaning, _DAYS):
        day = _same_day(reading.day, meaning)
        return replace(grown, day=day) if day is not None else None
    return _join_time(grown, meaning)


def _join_time(reading: Reading, meaning: Meaning) -> Reading | None:
    match meaning:
        case Impossible():
            return replace(reading, impossible=True)
        case SameTime():
            return replace(reading, same_time=True)
        case SaidZone() if reading.clock is not None and reading.zone is None:
            return replace(reading, zone=meaning.name)
        case Clock() if reading.clock is None and not _is_wait(reading.length):
            return replace(reading, clock=meaning)
        case DayPart(here=True) if reading.day not in (None, NearDay(0)):
            return None
        case DayPart():
            part = _same_part(reading.part, meaning)
            clash = _is_wait(reading.length)
            return replace(reading, part=part) if part is not None and not clash else None
        case Length() if reading.length is None and not (reading.clock or reading.part):
            return replace(reading, length=meaning)
        case _:
            return None


def _is_wait(length: Length | None) -> bool:
    """A length of minutes or hours: it needs no clock time."""
    return length is not None and not length.whole_days


def _same_part(first: DayPart | None, second: DayPart) -> DayPart | None:
    """'Tonight after dinner' is after dinner, today."""
    if first is None:
        return second
    if first.name in _DAY_OF_PART:
        return DayPart(second.name, here=True)
    if second.name in _DAY_OF_PART:
        return DayPart(first.name, here=True)
    if first.name == second.name:
        return first
    general = {"morning", "afternoon", "evening", "night"}
    if second.name in general and first.name not in general:
        return first
    return second if first.name in general and second.name not in general else None


def _same_day(first: Day | None, second: Day) -> Day | None:
    """The day two pieces name together: "next week Monday", "Thursday the 25th"."""
    if first is None:
        return second
    pair = (first, second)
    for one, other in (pair, pair[::-1]):
        match one, other:
            case NextPeriod(unit="week"), Weekday():
                return replace(other, which="next-week")
            case NextPeriod(unit="month"), CalendarDate(month=None):
                return other
            case CalendarDate(), Weekday():
                return one
            case NearDay(), Weekday() | CalendarDate() if other == second:
                return None if isinstance(other, CalendarDate) else one
            case _:
                continue
    return first if first == second else None
