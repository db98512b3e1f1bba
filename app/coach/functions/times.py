"""Moments and amounts of time for flows. A moment is `{"at": ISO, "wall": local ISO or None}`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.coach.errand import errand_in as errand
from app.coach.when import Moment, parse_when, say_when
from app.engine.model import Value
from app.engine.nudging import quiet_until as quiet_end
from app.engine.scope import moment_of, time_value, wall_of
from app.engine.tools import Context, Function


def in_seconds(context: Context, seconds: float) -> Value:
    """The moment so many seconds from now."""
    return {"at": (context.now + timedelta(seconds=seconds)).isoformat(), "wall": None}


def moment(context: Context, words: str) -> Value:
    """The moment that English words mean ("tonight"), by the conventions of app.coach.when."""
    return _slot(context, parse_when(words, context.now, context.timezone, locale="en"))


def time_in(context: Context, words: str) -> Value:
    """The time that somebody named in passing, as a time slot holds it, or None."""
    return _slot(context, parse_when(words, context.now, context.timezone, locale=context.locale))


def errand_in(context: Context, words: str) -> Value:
    """What to be reminded of, in `about` ("" if not said), and the time slot `at` (None if not
    said); None if the words ask for no reminder."""
    found = errand(words, context.now, context.timezone, locale=context.locale)
    return found and {"about": found.about, "at": _slot(context, found.at)}


def _slot(context: Context, found: Moment | None) -> Value:
    return found and time_value(found, context.timezone)


def quiet_until(context: Context, at: Value) -> Value:
    """The end of the person's quiet hours, if a moment falls in them; else None."""
    hours = context.slots.get("person", {}).get("quiet_hours")
    end = quiet_end(moment_of(at), context.timezone, hours)
    return end and {"at": end.isoformat(), "wall": wall_of(end, context.timezone)}


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
    "nudge_lines": nudge_lines,
}
