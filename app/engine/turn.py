"""`advance`: what one event makes of a conversation. Pure; the only way in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from app.engine.globals import GLOBALS, danger, run_command
from app.engine.loader import Book
from app.engine.model import Conversation, Event, Reply, Turn
from app.engine.moves import enter, go, open_flow
from app.engine.nudging import LATE, call, follow_zone
from app.engine.prompts import ask_again, beats, show_beat
from app.engine.script import Script
from app.engine.taps import tap
from app.engine.walk import Walk
from app.engine.words import hear

BREATH_LOST = timedelta(seconds=20)
"""A counted breath that was cut off for longer than this does not go on as if nothing were."""


def advance(script: Script, conversation: Conversation, event: Event) -> Turn:
    """The next state of a conversation, what to say, and what to do.

    Every event of a person gets at least one reply; a timer that has no meaning any more gets
    none, and neither does the notice that the person left. Raises moves.LoopError when the flows
    lead round in circles.
    """
    walk = Walk(script, conversation, event)
    zone = walk.scope().timezone
    is_new = not conversation.state
    moved = False if is_new else _migrate(walk)
    if is_new:
        _take_hints(walk, event)
    if event.kind == "timer":
        _timer(walk, event)
    elif event.reading.safety != "none":
        danger(walk, event.reading.safety)
    elif is_new:
        _first(walk, event)
    elif not moved or event.kind == "command":
        _HANDLERS[event.kind](walk, event)
    if walk.scope().timezone != zone and not is_new:
        follow_zone(walk, walk.scope().timezone)
    return walk.finish()


def trouble(script: Script, conversation: Conversation, now: datetime) -> Reply:
    """What to say when the script itself failed; the conversation stays as it was."""
    walk = Walk(script, conversation, Event("notice", now))
    return Reply(walk.scope().phrase("trouble"))


def _take_hints(walk: Walk, event: Event) -> None:
    """What the channel guesses about somebody new; they begin where nothing is under way."""
    if event.hints.get("locale") in walk.book.locales:
        walk.put("person.locale", event.hints["locale"])
    if event.hints.get("timezone") in available_timezones():
        walk.put("person.timezone", event.hints["timezone"])
    walk.state = walk.book.role("rest")


def _first(walk: Walk, event: Event) -> None:
    """Somebody new. Whoever says at once what they need is not made to sign up first."""
    opening = walk.book.opening(event.reading.intent)
    leads = event.reading.intent in GLOBALS or opening not in (None, walk.book.role("menu"))
    clear = event.reading.accepted and leads
    named = event.kind == "command" and (event.text != "start" or event.data in walk.book.flows)
    if (event.kind == "text" and clear) or named:
        _HANDLERS[event.kind](walk, event)
    elif event.text != "blocked":
        open_flow(walk, walk.book.role("first"))


def _timer(walk: Walk, event: Event) -> None:
    kind, _, rest = event.data.partition(":")
    if kind == "nudge":
        call(walk, rest, event.late)
    if event.data not in walk.timers:
        return
    walk.timers.remove(event.data)
    if kind == "after":
        if event.late >= LATE:
            walk.say_phrase("late")
        go(walk, f"after:{rest.partition(':')[2]}")
    elif kind == "beat":
        _beat(walk, event)


def _beat(walk: Walk, event: Event) -> None:
    pace = walk.spec.pace
    if pace is None:
        return
    walk.beat += 1
    if event.late > BREATH_LOST:
        walk.say_phrase("missed")
        go(walk, "paced")
    elif walk.beat < beats(pace):
        show_beat(walk, pace, event.now - event.late)
    else:
        go(walk, "paced")


def _command(walk: Walk, event: Event) -> None:
    name = event.text.lower()
    if name == "start" and event.data not in walk.book.flows:
        name = "menu"
    if not run_command(walk, name, event.data):
        walk.say_phrase("unknown_command")
        ask_again(walk)


def _notice(walk: Walk, event: Event) -> None:
    phrases = {"unblocked": "welcome_back", "blocked": ""}
    name = phrases.get(event.text, event.text)
    if name:
        walk.say_phrase(name)
        ask_again(walk)


_HANDLERS: dict[str, Callable[[Walk, Event], None]] = {
    "text": hear,
    "tap": tap,
    "command": _command,
    "notice": _notice,
}


def _migrate(walk: Walk) -> bool:
    """The script changed while somebody was in it: go on where the state still exists, else at
    the declared place, with one honest sentence. True if the place changed."""
    frames = [f for f in walk.frames if walk.book.has(f.state)]
    walk.frames = frames
    if walk.book.has(walk.state):
        return False
    walk.say_phrase("migrated")
    walk.drop_state_timers()
    enter(walk, _migrated(walk.book, walk.state))
    return True


def _migrated(book: Book, state: str) -> str:
    flow, _, name = state.partition(".")
    if flow not in book.flows:
        return book.role("rest")
    targets = book.flows[flow].migrate
    target = targets.get(name) or targets.get("*")
    return book.resolve(book.flows[flow].target(target)) if target else book.flows[flow].first
