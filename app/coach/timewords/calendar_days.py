"""From a day as said ("next Friday", "the 3rd") to dates on the calendar."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from babel import Locale, UnknownLocaleError

from app.coach.timewords.conventions import JUST_GONE
from app.coach.timewords.pieces import (
    CalendarDate,
    Day,
    NearDay,
    NextPeriod,
    Weekday,
    Weekend,
)

_SATURDAY = 5


def dates(day: Day, today: date, locale: str) -> tuple[date, ...]:
    """The dates a day may mean, best first; today comes before its weekday next week."""
    match day:
        case NearDay(offset):
            return (today + timedelta(days=offset),)
        case Weekday():
            return _weekday(day, today, locale)
        case Weekend(which):
            return _weekday(Weekday(_SATURDAY, which), today, locale)
        case NextPeriod(unit="week"):
            return (_week_start(today, locale) + timedelta(weeks=1),)
        case NextPeriod():
            return (add_months(today.replace(day=1), 1),)
        case CalendarDate():
            return _calendar(day, today, locale)


def _week_start(today: date, locale: str) -> date:
    """The first day of today's week: Monday, or Sunday where the locale's weeks start so."""
    return today - timedelta(days=(today.weekday() - _first_weekday(locale)) % 7)


def _first_weekday(locale: str) -> int:
    if "_" not in locale.replace("-", "_"):
        return 0
    try:
        return Locale.parse(locale.replace("-", "_")).first_week_day
    except (ValueError, UnknownLocaleError):
        return 0


def _weekday(day: Weekday, today: date, locale: str) -> tuple[date, ...]:
    ahead = today + timedelta(days=(day.number - today.weekday()) % 7)
    week = timedelta(weeks=1)
    if day.weeks:
        return (ahead + day.weeks * week,)
    if day.which in {"plain", "this"}:
        return (ahead, ahead + week)
    start = _week_start(today, locale) + week
    meant = start + timedelta(days=(day.number - start.weekday()) % 7)
    sure = day.which == "next-week" or ahead in (meant, today)
    return (meant,) if sure else (meant, ahead)


def _calendar(day: CalendarDate, today: date, locale: str) -> tuple[date, ...]:
    if day.month is None:
        return _next_day_of_month(day.day, today)
    month, number = day.month, day.day
    if day.swapped and _day_first(locale):
        number, month = day.swapped
    if day.year is not None:
        return (date(day.year, month, number),)
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, number)
        except ValueError:
            continue
        if found >= today:
            return (found,)
        if today - found <= JUST_GONE:
            return ()
    return ()


def _next_day_of_month(number: int, today: date) -> tuple[date, ...]:
    first = today.replace(day=1)
    found: list[date] = []
    for months in range(13):
        month = add_months(first, months)
        if number <= calendar.monthrange(month.year, month.month)[1]:
            day = month.replace(day=number)
            if day >= today:
                found.append(day)
        if len(found) == 2:
            break
    return tuple(found)


def _day_first(locale: str) -> bool:
    """Whether the locale writes 3/4 for the third of April; plain English is read as American."""
    try:
        pattern = str(Locale.parse(locale.replace("-", "_")).date_formats["short"].pattern)
    except (ValueError, UnknownLocaleError):
        return False
    return pattern.index("d") < pattern.index("M")


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day when it has no such day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
