"""Nudges: when they call, how they are held back, and when they go quiet.

A nudge keeps to the person's life: quiet hours hold it until they end, a day has a cap, one that
is not answered calls once more and then goes quiet and says so, and one that was given as a time
of day keeps that time of day when the person changes time zone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.engine.model import Button, DropTimer, Nudge, NudgeAnswer, Reply, SetTimer, Value
from app.engine.scope import moment_of, time_value, wall_of
from app.engine.walk import Walk

QUIET_HOURS = "22:00-08:00"
"""Local hours in which no nudge calls, unless the person sets others."""
CALLS_A_DAY = 8
CALLS_UNANSWERED = 2
CALL_AGAIN_AFTER = timedelta(hours=3)
LATE = timedelta(minutes=5)
"""From here on a call says that it comes late."""
_SOONEST = timedelta(minutes=1)

SNOOZES = ("10m", "1h", "tonight", "tomorrow")
_ELAPSED = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1)}


def add_nudge(
    walk: Walk,
    *,
    name: str,
    at: Value,
    before: timedelta,
    to: str,
    answers: tuple[NudgeAnswer, ...],
    say: str,
    about: str,
    hold: bool,
    slots: Mapping[str, Value],
) -> None:
    """Schedule a nudge of the current flow. `at` is a time slot's value or a number of seconds;
    the same thing said again replaces what was scheduled. Nothing happens when `at` is None."""
    if at is None:
        return
    drop_nudges(walk, lambda n: (n.flow, n.name, n.about) == (walk.flow, name, about))
    walk.serial += 1
    nudge = Nudge(
        id=f"{walk.serial:x}",
        name=name,
        due=walk.event.now,
        to=to,
        answers=answers,
        about=about,
        say=say,
        flow=walk.flow,
        hold=hold,
        slots=slots,
    )
    due = due_of(walk, at)
    early = due - before
    timed = isinstance(at, Mapping) and bool(at.get("wall"))
    _schedule(walk, nudge, early if early >= walk.event.now + _SOONEST else due, timed=timed)


def due_of(walk: Walk, at: Value) -> datetime:
    """The moment of a time slot's value or of a number of seconds from now."""
    if isinstance(at, int | float):
        return walk.event.now + timedelta(seconds=at)
    return max(moment_of(at).astimezone(UTC), walk.event.now)


def move_nudge(walk: Walk, nudge_id: str, at: Value, *, hold: bool | None = None) -> Nudge | None:
    """Let a nudge call at another time; None if there is no such nudge."""
    nudge = find_nudge(walk, nudge_id)
    if nudge is None or at is None:
        return None
    fresh = replace(nudge, calls=0, quiet=False, hold=nudge.hold if hold is None else hold)
    timed = isinstance(at, Mapping) and bool(at.get("wall"))
    return _schedule(walk, fresh, due_of(walk, at), timed=timed)


def find_nudge(walk: Walk, nudge_id: str) -> Nudge | None:
    """The pending nudge with this id."""
    return next((n for n in walk.nudges if n.id == nudge_id), None)


def drop_nudges(walk: Walk, wanted: Callable[[Nudge], bool]) -> None:
    """Forget the nudges that are wanted gone."""
    gone = [nudge for nudge in walk.nudges if wanted(nudge)]
    walk.nudges = [nudge for nudge in walk.nudges if nudge not in gone]
    walk.effects.extend(DropTimer(nudge.key) for nudge in gone)


def hold_all(walk: Walk) -> None:
    """No nudge calls by itself any more; they stay listed."""
    walk.effects.extend(DropTimer(nudge.key) for nudge in walk.nudges)
    walk.nudges = [replace(nudge, quiet=True) for nudge in walk.nudges]


def call(walk: Walk, nudge_id: str, late: timedelta) -> None:
    """A nudge is due: hold it back, or say it with its buttons. Does nothing for one that is gone
    or quiet."""
    nudge = find_nudge(walk, nudge_id)
    if nudge is None or nudge.quiet:
        return
    held_until = _held_until(walk, nudge)
    if held_until is not None:
        _schedule(walk, nudge, held_until, timed=nudge.wall is not None)
        return
    _count_call(walk)
    calls = nudge.calls + 1
    last = calls >= CALLS_UNANSWERED
    called = replace(nudge, calls=calls, quiet=last)
    _replace(walk, called)
    if not last:
        walk.effects.append(SetTimer(nudge.key, walk.event.now + CALL_AGAIN_AFTER))
    scope = walk.scope()
    parts = [scope.phrase("late") if late >= LATE else "", _words(walk, nudge)]
    parts.append(scope.phrase("nudge_last") if last else "")
    text = "\n\n".join(part for part in parts if part)
    walk.replies.append(Reply(text, _buttons(walk, nudge)))


def snooze(walk: Walk, nudge_id: str, how: str) -> Nudge | None:
    """Move a nudge by one of SNOOZES. Somebody who asks for minutes is awake: those are not held
    by quiet hours."""
    if how in _ELAPSED:
        return move_nudge(walk, nudge_id, _ELAPSED[how].total_seconds(), hold=False)
    scope = walk.scope()
    read = walk.script.tools.read_time(how, walk.event.now, scope.timezone, locale="en")
    if read is None:
        return None
    return move_nudge(walk, nudge_id, time_value(read, scope.timezone))


def follow_zone(walk: Walk, zone: str) -> None:
    """The person lives in another time zone now: what was said in local time stays local."""
    for nudge in list(walk.nudges):
        if nudge.wall is None or nudge.quiet:
            continue
        wall = datetime.fromisoformat(nudge.wall).replace(tzinfo=ZoneInfo(zone))
        due = max(wall.astimezone(UTC), walk.event.now + _SOONEST)
        _replace(walk, replace(nudge, due=due))
        walk.effects.append(SetTimer(nudge.key, due))


def quiet_until(now: datetime, zone: str, hours: str | None) -> datetime | None:
    """The end of the quiet hours that `now` falls in, or None. `hours` is "22:00-08:00" in local
    time, or "off"; None if the person has set none."""
    start_text, _, end_text = (hours or QUIET_HOURS).partition("-")
    try:
        start, end = time.fromisoformat(start_text), time.fromisoformat(end_text)
    except ValueError:
        return None
    local = now.astimezone(ZoneInfo(zone))
    at = local.time()
    inside = start <= at < end if start < end else (at >= start or at < end)
    if start == end or not inside:
        return None
    day = local.date() + timedelta(days=1 if at >= end else 0)
    return datetime.combine(day, end, ZoneInfo(zone)).astimezone(UTC)


def _words(walk: Walk, nudge: Nudge) -> str:
    """What the nudge says, with the slots that it kept. A script that changed since may lack a
    slot; then the person's own words for it have to do."""
    slots: dict[str, Mapping[str, Value]] = dict(walk.slots)
    for flow, values in nudge.slots.items():
        slots[flow] = {**slots.get(flow, {}), **values}
    try:
        return walk.scope(nudge.flow, slots).render(nudge.say)
    except KeyError:
        return nudge.about


def _held_until(walk: Walk, nudge: Nudge) -> datetime | None:
    person = walk.slots.get("person", {})
    zone = walk.scope().timezone
    if nudge.hold and (end := quiet_until(walk.event.now, zone, person.get("quiet_hours"))):
        return end
    if nudge.hold and _calls_today(walk) >= CALLS_A_DAY:
        tomorrow = walk.event.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(9), ZoneInfo(zone)).astimezone(UTC)
    return None


def _today(walk: Walk) -> str:
    return walk.event.now.astimezone(ZoneInfo(walk.scope().timezone)).date().isoformat()


def _calls_today(walk: Walk) -> int:
    called = walk.slots.get("person", {}).get("called") or {}
    return int(called.get("count", 0)) if called.get("day") == _today(walk) else 0


def _count_call(walk: Walk) -> None:
    walk.put("person.called", {"day": _today(walk), "count": _calls_today(walk) + 1})


def _schedule(walk: Walk, nudge: Nudge, due: datetime, *, timed: bool) -> Nudge:
    due = due.astimezone(UTC)
    wall = wall_of(due, walk.scope().timezone) if timed else None
    moved = replace(nudge, due=due, wall=wall)
    _replace(walk, moved)
    walk.effects.append(SetTimer(moved.key, due))
    return moved


def _replace(walk: Walk, nudge: Nudge) -> None:
    others = [n for n in walk.nudges if n.id != nudge.id]
    walk.nudges = [*others, nudge]


def _buttons(walk: Walk, nudge: Nudge) -> tuple[Button, ...]:
    if nudge.answers:
        labels = [walk.scope(nudge.flow).render(answer.label) for answer in nudge.answers]
        return tuple(Button(label, f"n.{nudge.id}.{i}") for i, label in enumerate(labels))
    scope = walk.scope()
    actions = ("open", *SNOOZES, "drop")
    return tuple(Button(scope.phrase(f"nudge_{a}"), f"n.{nudge.id}.{a}") for a in actions)
