"""Rules for days and parts of days: "next Friday", "24.12.", "the 3rd", "Sunday after dinner"."""

from __future__ import annotations

from typing import Final

from app.coach.timewords.grammar import Match, Rule, rule
from app.coach.timewords.pieces import (
    DayPart,
    Meaning,
    NearDay,
    NextPeriod,
    Past,
    SameTime,
    Weekday,
    Weekend,
    Which,
)
from app.coach.timewords.vocabulary import (
    ENDS,
    FILLER,
    FOLLOWERS,
    MONTHS,
    PRONOUNS,
    TIME_WORDS,
    WEEKDAYS,
)

_WEEKDAY: Final = "|".join(WEEKDAYS)
_MONTH: Final = "|".join(MONTHS)
_NEAR: Final = {"today": 0, "tomorrow": 1, "overmorrow": 2}
_ORDINAL: Final = "(?:_(?:st|nd|rd|th))"
_NOT_A_DAY_BEFORE: Final = PRONOUNS | {"the", "who", "just", "a", "her", "him"}
_DAY_WORDS: Final = frozenset({"today", "tomorrow", "overmorrow", "weekend", *WEEKDAYS})
_GONE: Final = "(?:last|previous|the_other)"


def _near(match: Match) -> Meaning | None:
    return NearDay(_NEAR[match["day"]])


def _weekday(match: Match) -> Meaning | None:
    """A weekday; "sat", "sun" and "wed" are also other words."""
    name, said = match["day"], match["which"]
    typed_short = match.end - match.first == 1 and _typed_length(match) == 3
    if typed_short and name in {"sat", "sun", "wed"} and match.word(-1) in _NOT_A_DAY_BEFORE:
        return None
    if (
        typed_short
        and name in {"sat", "mon", "wed"}
        and match.word(1) in {"down", "in", "with", "amour", "cher"}
    ):
        return None
    if match.word(1) == "person" or match.word(-1) == "happy":
        return None
    which: Which = "next" if said == "next" else "this" if said else "plain"
    weeks = 1 if match["week"] else 0
    return Weekday(WEEKDAYS.index(name), which if not weeks else "plain", weeks)


def _typed_length(match: Match) -> int:
    word = match.words.items[match.end - 1]
    return word.end - word.start


def _weeks_from(match: Match) -> Meaning | None:
    weeks = 1 if match["count"] in {"a", "1"} else int(match["count"])
    near = match["day"]
    if near in _NEAR:
        return NearDay(7 * weeks + _NEAR[near])
    return Weekday(WEEKDAYS.index(near), weeks=weeks)


def _weekend(match: Match) -> Meaning | None:
    if match.word(-1) in {
        "nice",
        "good",
        "great",
        "lovely",
        "last",
        "every",
        "whole",
        "all",
        "my",
        "happy",
    }:
        return None
    return Weekend(
        "next" if match["which"] == "next" else "this" if match["which"] == "this" else "plain"
    )


def _period(match: Match) -> Meaning | None:
    return NextPeriod("week" if match["unit"] == "week" else "month")


def _part(match: Match) -> Meaning | None:
    """A part of the day, where the words around do not make it a greeting, a shift or a memory."""
    before, after = match.word(-1), match.word(1)
    if before in {
        "all",
        "whole",
        "entire",
        "my",
        "your",
        "our",
        "good",
        "long",
        "other",
        "happy",
        "one",
        "of",
        "mid-night",
        "nice",
        "lovely",
        "great",
        "bad",
        "each",
        "every",
        "a",
        "an",
    }:
        return None
    if match["det"] == "the" and before not in {"in", "at", "by", "on", "until", "during"}:
        return None
    if (
        after not in ENDS | FOLLOWERS | TIME_WORDS | FILLER | {"of"}
        and before not in _DAY_WORDS
        and not after[:1].isdigit()
        and not match["det"]
    ):
        return None
    if match["part"] == "eve" and not (match["det"] or before in _DAY_WORDS):
        return None
    name = "-".join(part for part in (match["shade"], match["part"]) if part)
    name = name.replace("eve", "evening") if name.endswith("eve") else name
    return DayPart(name, here=match["det"] == "this")


def _anchor(match: Match) -> Meaning | None:
    return DayPart(match["name"], here=False)


def _half_of_day(match: Match) -> Meaning | None:
    """'tomorrow am', 'Friday pm'."""
    if match.word(-1) not in _DAY_WORDS:
        return None
    return DayPart("morning" if match["half"] == "am" else "afternoon")


def _meal(match: Match) -> Meaning | None:
    """'tomorrow lunch' is a time; 'lunch was nice' is not."""
    if match.word(-1) in _DAY_WORDS:
        return DayPart(f"{match['meal']}-time")
    return None


def _shaded_tonight(match: Match) -> Meaning | None:
    return DayPart("late-night" if match["late"] else "tonight", here=True)


_ANCHORS: Final = (
    "noon|midnight|after-work|after-dinner|after-lunch|after-breakfast|before-bed|before-work|"
    "before-dinner|before-lunch|lunch-time|dinner-time|breakfast-time|day-end|first-thing|tea-time"
)
WEEKS_FROM_RULES: Final[tuple[Rule, ...]] = (
    rule(
        rf"(?P<count>a|\d)_week_(?:from|on|after)_(?P<day>today|tomorrow|overmorrow|{_WEEKDAY})",
        _weeks_from,
    ),
)
DAY_RULES: Final[tuple[Rule, ...]] = (
    rule("yesterday", lambda match: Past()),
    rule(
        rf"{_GONE}_(?:{_WEEKDAY}|night|week|weekend|month|year|evening|morning|afternoon|day)",
        lambda match: Past(),
    ),
    rule(rf"(?:{_WEEKDAY})_gone", lambda match: Past()),
    rule(r"(?:at_|the_)?same-time", lambda match: SameTime()),
    rule(r"(?P<day>today|tomorrow|overmorrow)", _near),
    rule(r"(?P<late>late_)?tonight", _shaded_tonight),
    rule(
        rf"(?:(?P<which>this|next|coming|this_coming|upcoming)_)?(?P<day>{_WEEKDAY})(?P<week>_week)?",
        _weekday,
    ),
    rule(r"(?:(?P<which>this|next|coming|the)_)?weekend", _weekend),
    rule(r"(?:next)_(?P<unit>week|month)", _period),
    rule(rf"(?P<name>{_ANCHORS})(?:_ish)?", _anchor),
    rule(
        r"(?:(?P<det>this|the)_)?(?:(?P<shade>early|late|mid)_)?(?P<part>morning|afternoon|evening|eve|night)",
        _part,
    ),
    rule(r"(?P<half>am|pm)", _half_of_day),
    rule(r"(?P<meal>lunch|dinner|breakfast)", _meal),
)
