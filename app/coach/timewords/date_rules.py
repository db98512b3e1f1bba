"""Rules for calendar dates: "Dec 24", "24.12.", "12/24", "2026-12-24", "the 3rd"."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.coach.timewords.grammar import Match, Rule, rule
from app.coach.timewords.pieces import CalendarDate, Impossible, Meaning
from app.coach.timewords.vocabulary import ENDS, FOLLOWERS, MONTHS, PRONOUNS, TIME_WORDS

_MONTH: Final = "|".join(MONTHS)
_ORDINAL: Final = "(?:_(?:st|nd|rd|th))"


def calendar_date(
    day: int, month: int | None, year: int | None = None
) -> CalendarDate | Impossible:
    """The date, or Impossible where no year has it (Feb 30); the year 26 is 2026."""
    if year is not None and year < 100:
        year += 2000
    if month is None:
        return CalendarDate(day) if 1 <= day <= 31 else Impossible()
    try:
        date(2000 if year is None else year, month, day)
    except ValueError:
        return Impossible()
    return CalendarDate(day, month, year)


def _iso(match: Match) -> Meaning | None:
    year, month, day = (int(part) for part in match["date"].replace("/", "-").split("-"))
    return calendar_date(day, month, year)


def _dotted(match: Match) -> Meaning | None:
    day, month, year = (
        int(part) if part else None for part in (match["d"], match["m"], match["y"])
    )
    assert day is not None  # noqa: S101 - the pattern has a day
    if month is not None and month > 12 >= day:
        day, month = month, day
    return calendar_date(day, month, year)


def _half_dotted(match: Match) -> Meaning | None:
    """'25.11 20:00': a date without its second dot, where it cannot be a clock time."""
    if int(match["m"]) > 12 or not (int(match["d"]) > 23 or ":" in match.word(1)):
        return None
    return _dotted(match) if match.word(1) not in ENDS else None


def _slashed(match: Match) -> Meaning | None:
    """'12/24' and '24/12': month first unless only the day can be first; '7/10' may be a score."""
    first, second = int(match["a"]), int(match["b"])
    year = int(match["y"]) if match["y"] else None
    if (first, second) == (24, 7):
        return None
    if first > 12 >= second:
        return calendar_date(first, second, year)
    if second > 12:
        return calendar_date(second, first, year) if first <= 12 else None
    dated = year is not None or match.word(-1) == "on" or match.word(1) in {"at", "am", "around"}
    if not dated or match.word(1) in {"of", "cup", "hour"}:
        return None
    found = calendar_date(second, first, year)
    if isinstance(found, CalendarDate) and first != second:
        return CalendarDate(found.day, found.month, found.year, swapped=(first, second))
    return found


def _named_month(match: Match) -> Meaning | None:
    month, day = match["month"], int(match["day"])
    if day > 31 and not match["year"]:
        return Impossible() if day < 100 else None
    if month in {"may", "mar"} and match.word(-1) in PRONOUNS:
        return None
    year = int(match["year"]) if match["year"] else None
    return calendar_date(day, MONTHS.index(month) + 1, year)


def _ordinal(match: Match) -> Meaning | None:
    """'on the 3rd': a day of the month; 'the 3rd time' is none."""
    after = match.word(1)
    known = (
        after in ENDS
        or after in FOLLOWERS
        or after in TIME_WORDS
        or after.isdigit()
        or ":" in after
    )
    return calendar_date(int(match["day"]), None) if known else None


DATE_RULES: Final[tuple[Rule, ...]] = (
    rule(r"(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:_t(?=_\d))?", _iso),
    rule(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)?", _dotted),
    rule(r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})", _dotted),
    rule(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?P<y>(?!))?", _half_dotted),
    rule(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?", _slashed),
    rule(
        rf"(?P<month>{_MONTH})_(?:the_)?(?P<day>\d{{1,2}}){_ORDINAL}?(?:(?:_,)?_(?P<year>20\d\d))?"
        r"(?!_(?:am|pm|oclock|h))",
        _named_month,
    ),
    rule(
        rf"(?P<day>\d{{1,2}}){_ORDINAL}?_(?:of_)?(?P<month>{_MONTH})(?:(?:_,)?_(?P<year>20\d\d))?",
        _named_month,
    ),
    rule(rf"(?:on_)?(?:the_)(?P<day>\d{{1,2}}){_ORDINAL}", _ordinal),
    rule(rf"(?:on_)?(?P<day>\d{{1,2}}){_ORDINAL}", _ordinal),
)
