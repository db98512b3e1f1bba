"""Rules for lengths of time: "90 min", "an hour and a half", "1h30", "a day", "2 hours ago"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from app.coach.timewords.grammar import Match, Rule, rule
from app.coach.timewords.pieces import Length, Meaning, Past
from app.coach.timewords.vocabulary import ENDS, FILLER, FOLLOWERS, TIME_WORDS

LONGEST: Final = timedelta(days=366)
_SECONDS: Final = {
    "second": 1, "s": 1, "minute": 60, "m": 60, "hour": 3600, "h": 3600, "day": 86400,
    "d": 86400, "week": 604800, "w": 604800,
}  # fmt: skip
_UNIT: Final = "second|minute|hour|day|week|month|year|[smhdw]"
_AMOUNT: Final = r"\d{1,6}(?:[.,]\d{1,3})?|an?|another"
_FIRM: Final = frozenset(
    "in within after need me us want take gimme wait snooze postpone delay let".split()
)
_SOFT_GAP: Final = frozenset(
    "about around maybe like just at least another the next more only "
    "roughly for it this by be".split()
)
_GONE: Final = frozenset(
    "ago late earlier older old younger apart early before straight already".split()
)
_COUNTED: Final = frozenset(
    "every each per what such times time twice once x last past same minus".split()
)
_ARTICLES: Final = frozenset({"a", "an", "another"})
_GIVES: Final = frozenset("give giving allow grant buy".split())
_GIVEN_TO: Final = frozenset("me us him her them you".split())
_NEEDERS: Final = frozenset("he she they".split())
_ENOUGH: Final = frozenset("do enough plenty fine good ok okay grand perfect alright".split())
_GLUE: Final = frozenset("for of to so and but then or before until from the with if".split())


def amount(said: str) -> float:
    """'a' and 'an' are one; '1,5' is one and a half."""
    return 1.0 if said in _ARTICLES else float(said.replace(",", "."))


def length(match: Match, *, firm: bool) -> Length | None:
    """The length a match counts, None when it is nothing or longer than `LONGEST`."""
    value, unit = amount(match["amount"]), match["unit"]
    if unit in {"month", "year"}:
        months = round(value * (12 if unit == "year" else 1))
        return Length(timedelta(0), months, firm) if 0 < months <= 12 else None
    seconds = value * _SECONDS[unit]
    if match["half"]:
        seconds += _SECONDS[unit] / 2
    if match["more"]:
        seconds += amount(match["more"]) * _SECONDS.get(match["smaller"] or "m", 60)
    if not 0 < seconds <= LONGEST.total_seconds():
        return None
    return Length(timedelta(seconds=round(seconds)), 0, firm)


def _length(match: Match) -> Meaning | None:
    before, after = match.word(-1), match.word(1)
    if after in _GONE or (after == "later" and match["unit"] in {"month", "year"}):
        return Past()
    if match["unit"] in {"s", "m", "d", "w", "second"} and match["amount"] in _ARTICLES:
        return None
    if after in {"past", "to"} and match.word(2).isdigit() and match["unit"] == "minute":
        return None
    if before in _COUNTED or _is_year_long_count(match) or _is_too_long(match):
        return None
    if _MILITARY.fullmatch(match["amount"]) and match["unit"] == "hour":
        return None
    firm = _is_firm(match)
    if not firm and not _stands_alone(match):
        return None
    return length(match, firm=firm)


def _is_year_long_count(match: Match) -> bool:
    """'7 years old', '3 hours a day': an age or a rate."""
    return match.word(1) in {"old", "per", "straight"} or (
        match.word(1) in {"a", "every", "each"} and match.word(2) in _SECONDS
    )


def _is_firm(match: Match) -> bool:
    """Whether the length is said as a wait: "in 2 hours", "I need about a day", "another hour"."""
    if match["amount"] == "another":
        return True
    offset = -1
    while match.word(offset) in _SOFT_GAP and offset > -5:
        offset -= 1
    cue = match.word(offset)
    if cue == "take" and match.word(offset - 1) == "to":
        return False
    if cue in _GIVEN_TO:
        return match.word(offset - 1) in _GIVES
    if match.word(offset - 1) == "my" and match.word(offset - 2) in _GIVES:
        return True
    if cue in {"needs", "wants"} and match.word(offset - 1) in _NEEDERS:
        return True
    if _remains(match, cue):
        return True
    if cue == "in" and match.word(1) in {"the", "life"}:
        return False
    if _suffices(match):
        return True
    return cue in _FIRM or (match.word(1) == "from" and match.word(2) in {"now", "right"})


_MILITARY: Final = re.compile(r"(?:1[3-9]|2[0-3])\.[0-5]\d")
"""'21.00 hrs' is a clock time."""


def _is_too_long(match: Match) -> bool:
    """'An hour is too long', 'a day would be too much'."""
    after = [match.word(offset) for offset in (1, 2, 3)]
    too = after.index("too") if "too" in after else None
    return too is not None and after[:too] in (["is"], ["would", "be"], ["seems"], ["feels"])


def _only_a_unit(match: Match) -> Meaning | None:
    """'hour' as the whole answer."""
    return Length(timedelta(hours=1)) if match.word(-1) == match.word(1) == "" else None


def _suffices(match: Match) -> bool:
    """'An hour will do', 'twenty minutes should be enough', 'a day is plenty'."""
    after = [match.word(offset) for offset in (1, 2, 3)]
    if after[0] in {"will", "would", "should", "is", "oughta", "might"}:
        return after[1] in _ENOUGH or (after[1] == "be" and after[2] in _ENOUGH)
    return after[0] in {"does", "suits"} and after[1] in {"me", "it", "us"}


def _remains(match: Match, cue: str) -> bool:
    """'10 minutes left', 'remain 10 minutes': the wait that is not over; 'had 10 left' is told."""
    if cue in {"remain", "remains", "remaining"}:
        return True
    return match.word(1) in {"left", "remaining"} and cue not in {"had", "with", "was", "were"}


def _stands_alone(match: Match) -> bool:
    """Whether a length without "in" or "need" can be an answer: only filler stands around it."""
    if match.word(1) == "in" or (match.word(1) == "of" and match.word(2) not in _REST_NOUNS):
        return False
    offset = -1
    while not _edge(match, offset):
        if match.word(offset) not in FILLER | _SOFT_GAP | TIME_WORDS | _SPACE:
            return False
        offset -= 1
        if offset < -_FARTHEST:
            return False
    after = match.word(1)
    return _edge(match, 1) or after in FILLER | TIME_WORDS | FOLLOWERS | _GLUE | _REST_NOUNS


_FARTHEST: Final = 12
_REST_NOUNS: Final = frozenset("sleep kip rest peace quiet silence nap alone apart".split())
_SPACE: Final = frozenset(
    "space break pause away alone quiet off out i'm am here i'll apart rest minimum".split()
)


def _edge(match: Match, offset: int) -> bool:
    return match.word(offset) in ENDS or match.word(offset) == "but"


def _in_number(match: Match) -> Meaning | None:
    """'in 20', 'give me 10': minutes, when the number is too large to count hours."""
    value = int(match["amount"])
    fits = match.word(1) in ENDS or match.word(1) in {"okay", "please", "then", "and", "or", "so"}
    return Length(timedelta(minutes=value), 0, True) if fits and 5 <= value <= 120 else None


_COUNT: Final = (
    rf"(?P<amount>{_AMOUNT})(?:_(?:more|whole|full|entire|good|solid|short|quick|extra))?"
)
_REST: Final = (
    r"(?P<half>_and_half|_and_a_half)?"
    r"(?:(?:_and|_,)?_(?P<more>\d{1,3})"
    r"(?:_(?P<smaller>minute|hour|[mhs]|second)|(?<=hour_and_[1-5]\d)(?!_?[:.])))?"
)
LENGTH_RULES: Final[tuple[Rule, ...]] = (
    rule(
        r"(?P<amount>\d{1,2})_(?P<unit>h|hour)(?P<half>(?!))?_(?P<more>[0-5]\d)(?P<smaller>(?!))?",
        lambda match: (
            None
            if match.word(-1) in {"at", "around"} or int(match["amount"]) > 12
            else _length(match)
        ),
    ),
    rule(
        rf"{_COUNT}(?:_(?:-|to|or)_\d{{1,3}})?_(?P<unit>{_UNIT}){_REST}(?:_or_\d)?(?!_past_\d)",
        lambda match: None if _is_clock_h(match) else _length(match),
    ),
    rule(
        rf"(?P<amount>\d{{1,2}})(?P<half>_and_half|_½|_1/2)_(?P<unit>{_UNIT})(?P<more>(?!))?(?P<smaller>(?!))?",
        _length,
    ),
    rule(
        r"(?P<half>½)_(?P<unit>hour)(?P<amount>(?!))?", lambda match: Length(timedelta(minutes=30))
    ),
    rule(
        r"(?P<unit>hour)(?P<half>_and_half)(?P<amount>(?!))?(?P<more>(?!))?(?P<smaller>(?!))?",
        lambda match: Length(timedelta(minutes=90)),
    ),
    rule("hour", _only_a_unit),
    rule(
        r"(?:in|within|me|need|giv(?:e|ing)_(?:him|her|them))"
        r"_(?:about_|like_|maybe_|another_)?(?P<amount>\d{1,3})",
        _in_number,
    ),
)


def _is_clock_h(match: Match) -> bool:
    """'19h' is a clock time, 'in 19h' and '36h' are lengths."""
    if match["unit"] == "hour" and re.fullmatch(r"[012]\d[0-5]\d", match["amount"]):
        return True
    found = re.fullmatch(r"\d\d", match["amount"])
    if match["unit"] != "h" or not found:
        return match["unit"] == "h" and match.word(-1) in {"at", "around", "until", "by"}
    return 13 <= int(match["amount"]) <= 23 and match.word(-1) not in _FIRM | {"for"}
