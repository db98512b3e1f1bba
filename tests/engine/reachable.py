"""Conversations over the real flows, one for every waiting state that a person can get to."""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from app.engine.loader import load_book
from app.engine.model import Conversation, DropTimer, Event, Reading, SetTimer, Turn
from app.engine.prompts import asked_slot, offers
from app.engine.script import Script, compile_script
from app.engine.turn import advance
from app.engine.walk import Walk
from app.settings import ROOT
from app.toolbox import build_tools

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ANSWERS = {
    "text": (
        "I yelled at you in front of your friends",
        "I'm sorry if you felt hurt, but you started it. I just forgot.",
        "Lo siento mucho por gritarte ayer delante de tus amigos",
        "The weather is nice today and we could go to the lake on Sunday",
        "We're okay. I need two hours. I'll be back at 8 pm.",
        "I just yelled a little, I'm sorry.",
        "I want some quiet.",
    ),
    "time": ("tomorrow at 10", "in 3 hours", "in 3 days"),
    "duration": ("2 hours",),
    "timezone": ("Tokyo",),
    "country": ("Spain",),
    "scale": ("2", "8"),
}
SITUATIONS = 16
"""Conversations in the same state from which the search goes on."""


@cache
def real_script() -> Script:
    """The script that people talk to."""
    return compile_script(load_book(ROOT / "flows"), build_tools())


def resting() -> Conversation:
    """Somebody who is set up, with nothing under way."""
    person = {"locale": "en", "timezone": "Europe/Berlin", "partner": "Sam"}
    return Conversation(state=real_script().book.role("rest"), slots={"person": person})


@cache
def reachable() -> dict[str, Conversation]:
    """One conversation for every waiting state that buttons, answers, commands, counts and nudges
    lead to, in a fixed order."""
    found: dict[str, Conversation] = {}
    seen: Counter[str] = Counter()
    known: set[object] = set()
    waiting: deque[Conversation] = deque([resting(), _arriving()])
    while waiting:
        conversation = waiting.popleft()
        state, situation = conversation.state, _situation(conversation)
        if situation in known or seen[state] >= SITUATIONS:
            continue
        known.add(situation)
        seen[state] += 1
        found.setdefault(state, conversation)
        for event in ordinary_events(conversation):
            waiting.append(advance(real_script(), conversation, event).conversation)
    return found


def _situation(conversation: Conversation) -> object:
    """What makes the same state offer other ways: what is noted, and what is scheduled."""
    noted = conversation.slots.get(conversation.flow, {})
    filled = frozenset(slot for slot, value in noted.items() if value)
    return conversation.state, filled, frozenset(n.name for n in conversation.nudges)


def _arriving() -> Conversation:
    """Somebody new."""
    hints = {"locale": "en", "timezone": "Europe/Berlin"}
    event = Event("command", NOW, text="start", hints=hints)
    return advance(real_script(), Conversation(), event).conversation


def ordinary_events(conversation: Conversation) -> Iterator[Event]:
    """What a person and the clock would do here."""
    script = real_script()
    walk = Walk(script, conversation, Event("notice", NOW))
    for offer in offers(walk):
        yield Event("tap", NOW, data=f"{conversation.step:x}.{offer.id}")
    slot = asked_slot(walk)
    for text in ANSWERS.get(slot.type, ()) if slot else ():
        yield Event("text", NOW, text=text)
    for key in conversation.timers:
        yield Event("timer", NOW + timedelta(minutes=1), data=key, late=timedelta(hours=1))
    for nudge in conversation.nudges:
        for action in ("open", *map(str, range(len(nudge.answers)))):
            yield Event("tap", nudge.due, data=f"n.{nudge.id}.{action}")
    yield Event("command", NOW, text="stop")
    yield Event("text", NOW, text="x", reading=Reading(safety="self_harm"))
    if walk.spec.rest:
        for flow in script.book.flows.values():
            yield Event("command", NOW, text=flow.entry.command or flow.id)


def timer_keys(before: set[str], turn: Turn) -> set[str]:
    """The timers that are set after a turn, from its effects alone."""
    keys = set(before)
    for effect in turn.effects:
        if isinstance(effect, SetTimer):
            keys.add(effect.key)
        elif isinstance(effect, DropTimer):
            keys.discard(effect.key)
    return keys


def implied_keys(conversation: Conversation) -> set[str]:
    """The timers that a conversation counts on."""
    return {*conversation.timers, *(n.key for n in conversation.nudges if not n.quiet)}
