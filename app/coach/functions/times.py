"""Moments and amounts of time for flows. A moment is `{"at": ISO, "wall": local ISO or None}`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.coach.errand import errand_in as errand
from app.coach.when import parse_when, say_when
from app.engine.model import Value
from app.engine.nudging import QUIET_HOURS
from app.engine.nudging import quiet_until as quiet_end
from app.engine.scope import time_value
from app.engine.tools import Context, Function


def in_seconds(context: Context, seconds: float) -> Value:
    """The moment so many seconds from now."""
    return {"at": (context.now + timedelta(seconds=seconds)).isoformat(), "wall": None}


def moment(context: Context, words: str) -> Value:
    """The moment that English words mean ("tonight"), by the conventions of app.coach.when."""
    found = parse_when(words, context.now, context.timezone, locale="en")
    return time_value(found, context.timezone) if found else None


def time_in(context: Context, words: str) -> Value:
    """The time that somebody named in passing, as a time slot holds it, or None."""
    found = parse_when(words, context.now, context.timezone, locale=context.locale)
    return time_value(found, context.timezone) if found else None


def errand_in(context: Context, words: str) -> Value:
    """What to be reminded of, in `about` ("" if not said), and the time slot `at` (None if not
    said); None if the words ask for no reminder."""
    found = errand(words, context.now, context.timezone, locale=context.locale)
    if found is None:
        return None
    at = time_value(found.at, context.timezone) if found.at else None
    return {"about": found.about, "at": at}


def quiet_until(context: Context, at: Value) -> Value:
    """The end of the person's quiet hours, if a moment falls in them; else None."""
    hours = str(context.slots.get("person", {}).get("quiet_hours") or QUIET_HOURS)
    end = quiet_end(datetime.fromisoformat(at["at"]), context.timezone, hours)
    return end and {"at": end.isoformat(), "wall": _wall(end, context.timezone)}


def _wall(moment: datetime, timezone: str) -> str:
    return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None).isoformat()


def seconds_until(context: Context, at: Value) -> float:
    """Seconds from now to a moment; 0 when there is none."""
    if not at:
        return 0
    return (datetime.fromisoformat(at["at"]) - context.now).total_seconds()


def rounded(_: Context, seconds: float) -> int:
    """An amount of time as people say it: to five minutes, from two hours on to half an hour,
    from twelve on to hours."""
    step = 300 if seconds < 7200 else 1800 if seconds < 43200 else 3600
    return max(step, round(seconds / step) * step)


def later_than(context: Context, at: Value, seconds: float) -> Value:
    """The moment so many seconds after another."""
    start = datetime.fromisoformat(at["at"]) if at else context.now
    return {"at": (start + timedelta(seconds=seconds)).isoformat(), "wall": None}


def with_due(_: Context, nudge: Mapping[str, Value], at: Value) -> Value:
    """A nudge as flows see it, with another due time."""
    return {**nudge, "due": at}


def nudge_lines(context: Context, nudges: list[Mapping[str, Value]]) -> list[str]:
    """One line a nudge: when it calls, and about what."""
    return [f"{_when(context, nudge)}: {nudge['about']}" for nudge in nudges]


def _when(context: Context, nudge: Mapping[str, Value]) -> str:
    if nudge["quiet"]:
        return "⏸"
    at = datetime.fromisoformat(nudge["due"]["at"])
    return say_when(at, context.now, context.timezone, context.locale)


FUNCTIONS: Mapping[str, Function] = {
    "in_seconds": in_seconds,
    "moment": moment,
    "time_in": time_in,
    "errand_in": errand_in,
    "quiet_until": quiet_until,
    "seconds_until": seconds_until,
    "rounded": rounded,
    "later_than": later_than,
    "with_due": with_due,
    "nudge_lines": nudge_lines,
}
