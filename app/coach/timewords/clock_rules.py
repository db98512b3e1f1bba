"""Rules for clock times: "7:30 pm", "half 7", "ten to 9", "19h", "7-8pm", "at 8"."""

from __future__ import annotations

from typing import Final

from app.coach.timewords.bare_hour import ends, hour_fits, speech_is_only
from app.coach.timewords.grammar import Match, Rule, rule
from app.coach.timewords.pieces import Clock, Half, Impossible, Meaning
from app.coach.timewords.vocabulary import (
    FOLLOWERS,
    MONTHS,
    MOVES,
    NEVER_AFTER_HOUR,
    NEVER_BEFORE_HOUR,
    TIME_WORDS,
)

_PAST_MINUTES: Final = {"half": 30, "quarter": 15}
_NOT_BEFORE_DIGITS: Final = frozenset({"$", "€", "£", "+", "minus", "version"})
_MINUTES_TO: Final = frozenset({5, 10, 20, 25})
_YEARS: Final = range(2024, 2060)
_WITH_DAY_BEFORE: Final = frozenset({"at", "around", "about", "by", "maybe", "like", ",", "say"})


def clock(hour: int, minute: int, half: str, *, written: bool = False) -> Clock | Impossible:
    """The clock time, or Impossible where no clock shows it (25:00, 8:75, 13 pm)."""
    if hour == 24 and minute == 0 and not half:
        return Clock(0, 0, "written")
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return _afternoon_said_twice(hour, minute, half)
    said: Half | None = "am" if half == "am" else "pm" if half else None
    if said is None and (written or hour == 0 or hour > 12):
        said = "written"
    return Clock(hour, minute, said)


def _afternoon_said_twice(hour: int, minute: int, half: str) -> Clock | Impossible:
    """'19:30 pm' says the afternoon twice; '13 pm' is more likely a slip, so it is refused."""
    if half == "pm" and minute and 13 <= hour <= 23 and minute <= 59:
        return Clock(hour, minute, "written")
    return Impossible()


def _half(said: str) -> str:
    return "pm" if said == "p" else said


def _digits(match: Match) -> Meaning | None:
    hour, minute = (int(part) for part in match["time"].replace(".", ":").split(":")[:2])
    dotted = "." in match["time"]
    if dotted and match.word(1) == "hour" and _is_military(match["time"], match.word(-1)):
        return clock(hour, minute, "", written=True)
    if dotted and match.word(1) in {"hour", "h", "minute", "day", "%", "/", "out", "week", "month"}:
        return None
    if dotted and not match["half"] and (hour > 23 or minute > 59):
        return None
    if match.word(-1) in _NOT_BEFORE_DIGITS or (dotted and match.word(-1) in NEVER_BEFORE_HOUR):
        return None
    padded = match["time"].startswith("0")
    return clock(hour, minute, _half(match["half"]), written=padded)


def _is_military(time: str, before: str) -> bool:
    """'at 21.00 hrs', '18.30 hours' are clock times; '1.5 hours' and '2.25 hrs' are lengths."""
    hour, _, minute = time.partition(".")
    return len(minute) == 2 and (int(hour) >= 13 or before in _WITH_DAY_BEFORE | {"until"})


def _past(match: Match) -> Meaning | None:
    minute = _PAST_MINUTES.get(match["minute"]) or int(match["minute"])
    return clock(int(match["hour"]), minute, _half(match["half"]))


def _to(match: Match) -> Meaning | None:
    minute = _PAST_MINUTES.get(match["minute"]) or int(match["minute"])
    hour = int(match["hour"])
    if not 0 < minute < 30 or not 1 <= hour <= 23 or match.word(-1) == "from":
        return None
    if hour == 12 and match["half"]:
        return clock(11, 60 - minute, "am" if _half(match["half"]) == "pm" else "pm")
    return clock((hour - 2) % 12 + 1 if hour <= 12 else hour - 1, 60 - minute, _half(match["half"]))


def _named_to(match: Match) -> Meaning | None:
    minute = _PAST_MINUTES.get(match["minute"]) or int(match["minute"])
    hour = {"noon": 12, "midnight": 24}[match["name"]]
    if match["side"] == "to":
        return clock(hour - 1, 60 - minute, "", written=True)
    return clock(hour % 24, minute, "", written=True)


def _british_half(match: Match) -> Meaning | None:
    hour = int(match["hour"])
    if not 1 <= hour <= 12 or match.word(1) in NEVER_AFTER_HOUR:
        return None
    return clock(hour, 30, _half(match["half"]))


def _marked(match: Match) -> Meaning | None:
    """An hour with am, pm, o'clock, or ish."""
    hour = int(match["hour"])
    if match.word(-1) in {"minus", "$", "€", "£"} or (match["mark"] == "p" and match.spelled(0)):
        return None
    if match["mark"] == "ish" and (hour > 23 or match.word(-1) in {"a", "an"}):
        return None
    half = _half(match["half"]) or (
        _half(match["mark"]) if match["mark"] in {"am", "pm", "p"} else ""
    )
    return clock(hour, 0, half)


def _hours_h(match: Match) -> Meaning | None:
    """'19h' and 'at 7h' are clock times; '2h', '36h' and 'in 19h' are lengths."""
    hour = int(match["hour"])
    by_cue = match.word(-1) in {"at", "around", "until", "by"}
    return clock(hour, 0, "") if by_cue or 13 <= hour <= 23 else None


def _hours_minutes(match: Match) -> Meaning | None:
    return clock(int(match["hour"]), int(match["minute"]), "")


def _hundred(match: Match) -> Meaning | None:
    """'eighteen hundred', 'six hundred hours'."""
    sure = match["unit"] or (match.spelled(0) and int(match["hour"]) >= 13 and ends(match, 1))
    return clock(int(match["hour"]), 0, "", written=True) if sure else None


def _two_numbers(match: Match) -> Meaning | None:
    hour, minute = int(match["hour"]), int(match["minute"].removeprefix("oh").lstrip("_ "))
    sure = (
        bool(match["half"])
        or match.spelled(0)
        or match.word(-1) in _WITH_DAY_BEFORE
        or speech_is_only(match)
    )
    if not sure or hour > 23 or minute > 59 or hour == 0 or match.word(1) in NEVER_AFTER_HOUR:
        return None
    if not match["half"] and not (ends(match, 1) or match.word(1) in FOLLOWERS):
        return None
    return clock(hour, minute, _half(match["half"]))


def _compact(match: Match) -> Meaning | None:
    """'730pm', 'at 1830', '1830 hours'."""
    value = match["time"]
    if _is_year(match):
        return None
    hour, minute = int(value[:-2]), int(value[-2:])
    cued = match.word(-1) in {"at", "around", "by", "until"} and (
        ends(match, 1) or match.word(1) in FOLLOWERS or match.word(1) in TIME_WORDS
    )
    beside = match.word(1) in {"tonight", "tomorrow"} or match.word(-1) in {*TIME_WORDS, "do"} - {
        *MONTHS
    }
    alone = len(value) == 4 and match.word(-1) != "in" and speech_is_only(match)
    if not (match["half"] or cued or beside or alone or (match["hours"] and len(value) == 4)):
        return None
    if not match["half"] and (hour > 23 or minute > 59):
        return None
    return clock(hour, minute, _half(match["half"]), written=len(value) == 4 and value[0] == "0")


def _is_year(match: Match) -> bool:
    """'Not until 2030' is years away; 'until 2030 tonight' and 'until 2030 hours' are 20:30."""
    return (
        int(match["time"]) in _YEARS
        and match.word(-1) in {"until", "before", "by"}
        and not (match["half"] or match["hours"])
        and match.word(1) not in TIME_WORDS
    )


def _range(match: Match) -> Meaning | None:
    """'7-8pm', 'between 7 and 8': the start, in the half of the day that fits the end."""
    start, end = match["start"], match["stop"]
    hour, minute = _hour_minute(start)
    last, _ = _hour_minute(end)
    half = _half(match["half"])
    own = _half(match["own"])
    listed = match["link"] == "or"
    if match["between"] == "from" and any(
        match.word(offset) in MOVES for offset in (-1, -2, -3, -4)
    ):
        return clock(*_hour_minute(end), half)
    if hour > 23 or last > 23 or match.word(1) in NEVER_AFTER_HOUR:
        return None
    if (
        match["link"] == "to"
        and not own
        and not match["between"]
        and _counts_minutes(match, hour, last)
    ):
        return None
    if not (half or own or ":" in start or match["between"]) and not hour_fits(match):
        return None
    if half and not own:
        own = half if hour <= last or hour == 12 else ("am" if half == "pm" else "pm")
        own = ("am" if half == "pm" else "pm") if last == 12 and hour != 12 else own
    found = clock(hour, minute, own)
    if listed and isinstance(found, Clock):
        return Clock(found.hour, found.minute, found.half, (last,))
    return found


def _counts_minutes(match: Match, first: int, last: int) -> bool:
    """'ten to 9' and 'five to six' count minutes, '5 to 6 pm' and 'seven to eight' are ranges."""
    return first in _MINUTES_TO and (not match["half"] or first > last or match.spelled(0))


def _hour_minute(value: str) -> tuple[int, int]:
    hour, _, minute = value.replace(".", ":").partition(":")
    return int(hour), int(minute or 0)


def _bare(match: Match) -> Meaning | None:
    hour = int(match["hour"])
    if hour > 23 or (hour == 0 and match["hour"] != "00"):
        return None
    if match.word(1) == "ish":
        return None
    one = match.spelled(0) and hour == 1
    if one and match.word(-1) not in {"at", "around", "until"}:
        return None
    if not hour_fits(match):
        return None
    return clock(hour, 0, "", written=len(match["hour"]) == 2 and match["hour"][0] == "0")


NOON_RULES: Final[tuple[Rule, ...]] = (
    rule(
        r"(?:a_)?(?P<minute>half|quarter|\d{1,2})(?P<unit>_minute)?_(?P<side>to|past|after|before)"
        r"_(?P<name>noon|midnight)",
        _named_to,
    ),
)
"""Minutes from noon and midnight: tried before "noon" alone is taken for a part of the day."""

CLOCK_RULES: Final[tuple[Rule, ...]] = (
    rule(
        r"(?:(?P<between>between|from)_)?(?P<start>\d{1,2}(?:[:.]\d\d)?)(?:_(?P<own>am|pm|p))?"
        r"_(?P<link>-|to|and|until|or)_(?P<stop>\d{1,2}(?:[:.]\d\d)?)(?:_ish)?(?:_(?P<half>am|pm|p))?",
        _range,
    ),
    rule(r"(?P<time>\d{1,2}[:.]\d\d(?::\d\d)?)(?:_ish)?(?:_(?P<half>am|pm|p))?(?:_ish)?", _digits),
    rule(r"(?P<hour>\d{1,2})_and_(?P<minute>half|quarter)_past(?P<half>(?!))?", _past),
    rule(
        r"(?:a_)?(?P<minute>half|quarter|\d{1,2})(?:_minute)?_past_(?P<hour>\d{1,2})(?:_oclock)?"
        r"(?:_(?P<half>am|pm|p))?",
        _past,
    ),
    rule(
        r"(?:a_)?(?P<minute>quarter|\d{1,2})(?P<unit>_minute)?_(?:to|until)_(?P<hour>\d{1,2})"
        r"(?:_oclock)?(?:_(?P<half>am|pm|p))?",
        _to,
    ),
    rule(r"half_(?P<hour>\d{1,2})(?:_ish)?(?:_(?P<half>am|pm|p))?", _british_half),
    rule(r"(?P<time>\d{3,4})(?:_(?P<half>am|pm|p))?(?P<hours>_hour)?", _compact),
    rule(r"(?P<hour>\d{1,2})_(?P<minute>[0-5]\d|oh_\d)(?:_(?P<half>am|pm|p))?", _two_numbers),
    rule(r"(?P<hour>\d{1,2})_(?:h|oclock)_(?P<minute>[0-5]\d)", _hours_minutes),
    rule(r"(?P<hour>\d{1,2})_hundred(?P<unit>_hour)?", _hundred),
    rule(r"(?P<hour>\d{1,3})_(?P<mark>am|pm|p|oclock|ish)(?:_(?P<half>am|pm|p))?", _marked),
    rule(r"(?P<hour>\d{1,2})_h", _hours_h),
    rule(r"(?P<hour>\d{1,2})", _bare),
)
