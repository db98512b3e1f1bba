"""From a reading to moments: the conventions, applied to now and a time zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.coach.timewords.calendar_days import add_months, dates
from app.coach.timewords.combine import Reading
from app.coach.timewords.conventions import (
    DAY_ALONE,
    DAY_ALONE_OTHERWISE,
    FARTHEST,
    HOURS_AWAKE,
    IN_ONE_HOUR,
    PART_ENDS,
    PARTS,
    WEEKEND,
)
from app.coach.timewords.pieces import Clock, DayPart, NearDay, NextPeriod, Weekday, Weekend
from app.coach.timewords.zones import after, later, wall

_ONE_DAY: Final = timedelta(days=1)
_NIGHTS: Final = frozenset({"night", "tonight", "late-night", "early-night", "evening",
                            "late-evening", "early-evening", "mid-evening", "after-dinner",
                            "before-bed"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """A wall-clock time on some day; `next_day` when the night runs past midnight."""

    at: time
    next_day: bool = False


@dataclass(frozen=True, slots=True)
class Here:
    """Now, its zone and the writer's locale: what every reading is relative to."""

    now: datetime
    zone: ZoneInfo
    locale: str

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.date()

    def on(self, day: date, slot: Slot) -> datetime:
        """The moment of a slot on a day."""
        return wall(day + _ONE_DAY * slot.next_day, slot.at, self.zone)

    def ahead(self, moment: datetime) -> bool:
        """Whether a moment is still to come and near enough to be meant."""
        return after(moment, self.now) and not after(moment, self.now + FARTHEST)


def moments(reading: Reading, here: Here) -> tuple[datetime, ...]:
    """The moments a reading may mean, best first; none for what is past or impossible."""
    if reading.impossible:
        return ()
    if reading.zone is not None:
        there = replace(here, zone=ZoneInfo(reading.zone))
        found = moments(replace(reading, zone=None), there)
        return tuple(each.astimezone(here.zone) for each in found)
    if reading.length is not None and not _has_time(reading):
        return _after_length(reading, here)
    days = _days(reading, here)
    slots = _slots(reading, here)
    if days is None:
        return _next_occurrence(reading, slots, here)
    return _on_days(reading, days, slots, here)


def _has_time(reading: Reading) -> bool:
    return bool(reading.clock or reading.part)


def _after_length(reading: Reading, here: Here) -> tuple[datetime, ...]:
    length = reading.length
    assert length is not None  # noqa: S101 - the caller asked
    if length.months:
        day = add_months(here.today, length.months)
        moment = here.on(day, Slot(here.now.time().replace(fold=0)))
    else:
        moment = later(here.now, length.span, here.zone)
    return (moment,) if here.ahead(moment) else ()


def _days(reading: Reading, here: Here) -> tuple[date, ...] | None:
    """The dates in question, None when no day was said."""
    if reading.length is not None:
        return (add_months(here.today, reading.length.months) + reading.length.span,)
    if reading.same_time and isinstance(reading.day, NextPeriod):
        if reading.day.unit == "week":
            return (here.today + 7 * _ONE_DAY,)
        return (add_months(here.today, 1),)
    if reading.day is not None:
        return dates(reading.day, here.today, here.locale)
    if reading.part is not None and reading.part.here:
        return (here.today,)
    return None


def _slots(reading: Reading, here: Here) -> tuple[Slot, ...]:
    """The wall-clock times in question, in the order of the day."""
    if reading.same_time:
        return (Slot(here.now.time().replace(fold=0)),)
    if reading.clock is not None:
        return _clock_slots(reading.clock, reading.part)
    if reading.part is not None:
        name = reading.part.name
        return (Slot(PARTS[name], next_day=name in {"midnight", "mid-night"}),)
    if isinstance(reading.day, Weekend):
        return (Slot(WEEKEND),)
    return (Slot(DAY_ALONE), Slot(DAY_ALONE_OTHERWISE))


def _clock_slots(clock: Clock, part: DayPart | None) -> tuple[Slot, ...]:
    hour = clock.hour
    if clock.half == "am":
        return (Slot(time(hour % 12, clock.minute), next_day=_after_midnight(hour % 12, part)),)
    if clock.half == "pm":
        return (Slot(time(hour % 12 + 12, clock.minute)),)
    if part is not None and hour <= 12:
        return (_in_part(hour, clock.minute, part.name),)
    if clock.half == "written":
        return (Slot(time(hour, clock.minute), next_day=_after_midnight(hour, part)),)
    both = (time(hour % 12, clock.minute), time(hour % 12 + 12, clock.minute))
    start, end = HOURS_AWAKE
    return tuple(Slot(at) for at in both if start <= at <= end)


def _after_midnight(hour: int, part: DayPart | None) -> bool:
    """'Tonight at 1 am' is on the next date."""
    return part is not None and part.name in _NIGHTS and hour < 5


def _in_part(hour: int, minute: int, part: str) -> Slot:
    if part in _NIGHTS:
        if hour == 12:
            return Slot(time(0, minute), next_day=True)
        if hour < 5 and part not in {"evening", "early-evening"}:
            return Slot(time(hour, minute), next_day=True)
        return Slot(time(hour + 12, minute))
    if part.endswith("morning") or part in {"first-thing", "breakfast-time", "before-work"}:
        return Slot(time(hour % 12, minute))
    if part in {"noon", "lunch-time", "before-lunch"} and 10 <= hour <= 12:
        return Slot(time(hour, minute))
    if part == "midnight":
        return Slot(time(hour % 12, minute), next_day=True)
    return Slot(time(hour % 12 + 12, minute))


def _next_occurrence(reading: Reading, slots: tuple[Slot, ...], here: Here) -> tuple[datetime, ...]:
    """A clock time without a day: today, or tomorrow once it has passed."""
    if reading.same_time and not reading.clock:
        return ()
    around = (here.today - _ONE_DAY, here.today, here.today + _ONE_DAY)
    both_days = [here.on(day, slot) for day in around for slot in slots]
    coming = [moment for moment in both_days if here.ahead(moment)]
    same_date = [each for each in coming if each.date() == coming[0].date()]
    return tuple(same_date) + _offered(reading, same_date, here)


def _offered(reading: Reading, chosen: list[datetime], here: Here) -> tuple[datetime, ...]:
    """The further hours of "8 or 9", in the same half of the day as the first."""
    if reading.clock is None or not chosen:
        return ()
    first = chosen[0]
    found = []
    for hour in reading.clock.others:
        half = first.hour // 12 * 12 if hour <= 12 else 0
        at = time((hour % 12 + half) if hour <= 12 else hour)
        found.append(here.on(first.date(), Slot(at)))
    return tuple(each for each in found if here.ahead(each) and each not in chosen)


def _on_days(
    reading: Reading, days: tuple[date, ...], slots: tuple[Slot, ...], here: Here
) -> tuple[datetime, ...]:
    """The slots on the first of the days that still lies ahead; other days come after."""
    timed = _has_time(reading) or reading.same_time
    if not timed and days[:1] == (here.today,) and _means_a_later_one(reading, slots, here):
        days = days[1:]
    if reading.day == NearDay(0) and not timed:
        return ()
    coming = [
        here.on(day, slot) for day in days for slot in slots if here.ahead(here.on(day, slot))
    ]
    if not coming:
        return _still_running(reading, days, here)
    first = coming[0].date()
    same = [each for each in coming if each.date() == first]
    others = (
        []
        if _sure_of_day(reading, days, here)
        else [each for each in coming if each.date() != first][:1]
    )
    return (*same, *_offered(reading, same, here), *others)


def _means_a_later_one(reading: Reading, slots: tuple[Slot, ...], here: Here) -> bool:
    """Nobody says "Friday" for today; "the weekend" on a Saturday may still begin today."""
    if isinstance(reading.day, Weekend):
        return not here.ahead(here.on(here.today, slots[0]))
    return isinstance(reading.day, Weekday)


def _sure_of_day(reading: Reading, days: tuple[date, ...], here: Here) -> bool:
    """'Friday' is the coming one; 'Friday' on a Friday and 'next Friday' may be another."""
    if isinstance(reading.day, Weekday):
        return reading.day.which != "next" and days[0] != here.today
    return True


def _still_running(reading: Reading, days: tuple[date, ...], here: Here) -> tuple[datetime, ...]:
    """'Tonight' at 22:30: its hour has passed but it has not, so in one hour."""
    part = reading.part
    if part is None or reading.clock is not None or here.today not in days:
        return ()
    end = PART_ENDS.get(part.name)
    if part.name in {"noon", "midnight"} or (end is not None and here.now.time() >= end):
        return ()
    if not (part.here or reading.day == NearDay(0)):
        return ()
    return (later(here.now, IN_ONE_HOUR, here.zone),)
