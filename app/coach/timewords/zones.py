"""Wall-clock times in a time zone, across the days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment a wall clock shows `at` on `day`.

    In a daylight-saving gap the time moves forward by the gap; in a fold it is the first.
    """
    return datetime.combine(day, at, zone).astimezone(UTC).astimezone(zone)


def later(moment: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """The moment `span` of real time after another, shown in `zone`."""
    return (moment.astimezone(UTC) + span).astimezone(zone)


def after(left: datetime, right: datetime) -> bool:
    """Whether one moment is after another in real time, also within one fold."""
    return left.astimezone(UTC) > right.astimezone(UTC)
