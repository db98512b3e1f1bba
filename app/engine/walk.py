"""The working copy of a conversation during one turn: what `transitions` reads and moves."""

from collections.abc import Mapping

from app.engine.expression import Expression
from app.engine.flow import State
from app.engine.machine import fire
from app.engine.model import (
    Conversation,
    DropTimer,
    Effect,
    Event,
    Nudge,
    Reply,
    SetTimer,
    Step,
    Turn,
    Value,
)
from app.engine.scope import Scope
from app.engine.script import Script

MAX_TRAIL = 30

Slots = Mapping[str, Mapping[str, Value]]


class Walk:
    """A conversation while it moves; `finish` makes it a Turn.

    It is the model of the machine. How it moves is in moves.py, what states do in actions.py, how
    they ask in prompts.py, and why in turn.py.
    """

    def __init__(self, script: Script, conversation: Conversation, event: Event) -> None:
        self.script = script
        self.book = script.book
        self.event = event
        self.state = conversation.state
        self.slots = {flow: dict(values) for flow, values in conversation.slots.items()}
        self.frames = list(conversation.frames)
        self.trail = list(conversation.trail)
        self.nudges = list(conversation.nudges)
        self.timers = list(conversation.timers)
        self.step = conversation.step
        self.beat = conversation.beat
        self.serial = conversation.serial
        self.asked = conversation.asked
        self.replies: list[Reply] = []
        self.effects: list[Effect] = []

    @property
    def flow(self) -> str:
        """Id of the current flow."""
        return self.state.partition(".")[0]

    @property
    def spec(self) -> State:
        """The current state as written."""
        return self.book.state(self.state)

    @property
    def interrupted(self) -> bool:
        """True if an interrupted flow waits to be offered again."""
        return bool(self.frames) and self.frames[-1].kind == "interrupt"

    def holds(self, guard: Expression | None, flow: str) -> bool:
        """True if the guard, read from this flow, is true now."""
        return self.scope(flow).holds(guard)

    def fire(self, trigger: str) -> bool:
        """Let the machine decide; true if a transition was taken."""
        return fire(self.script.machine, trigger, self)

    def scope(self, flow: str = "", slots: Slots | None = None) -> Scope:
        """Names and texts as the current flow (or `flow`) sees them, with other slots if given."""
        flow = flow or self.flow
        seen = self.slots if slots is None else slots
        return Scope(self.book, self.script.tools, self.event, seen, flow, self._names_of_engine())

    def _names_of_engine(self) -> Mapping[str, Value]:
        flow = self.frames[-1].state.partition(".")[0] if self.interrupted else ""
        nudges = sorted(self.nudges, key=lambda nudge: nudge.due)
        return {
            "suspended": self._title(flow),
            "nudges": [_seen(nudge) for nudge in nudges],
        }

    def _title(self, flow: str) -> str | None:
        locale = str(self.slots.get("person", {}).get("locale") or "en")
        found = self.book.flows.get(flow)
        return self.book.translate(found.title, locale) if found else None

    def put(self, name: str, value: Value) -> None:
        """Set a slot, named `slot` (of the current flow) or `flow.slot`."""
        flow, _, slot = name.rpartition(".")
        self.slots.setdefault(flow or self.flow, {})[slot] = value

    def clear_slots(self, flow: str) -> None:
        """Forget what the flow had noted, except what it keeps."""
        specs = self.book.flows[flow].slots
        kept = {s: v for s, v in self.slots.get(flow, {}).items() if s in specs and specs[s].keep}
        self.slots[flow] = kept

    def remember(self) -> None:
        """Note this place for `back`."""
        place = Step(self.state, tuple(self.frames))
        if not self.trail or self.trail[-1] != place:
            self.trail = [*self.trail, place][-MAX_TRAIL:]

    def say(self, text: str) -> None:
        """Say something, unless it is empty."""
        if text:
            self.replies.append(Reply(text))

    def say_phrase(self, name: str, **extra: Value) -> None:
        """Say words of the engine's own (see flow.PHRASES)."""
        self.say(self.scope().phrase(name, **extra))

    def set_state_timer(self, timer: SetTimer) -> None:
        """Set a timer that ends with the current state."""
        self.timers.append(timer.key)
        self.effects.append(timer)

    def drop_state_timers(self) -> None:
        """The current state is left: nothing of it may fire any more."""
        self.effects.extend(DropTimer(key) for key in self.timers)
        self.timers = []

    def finish(self) -> Turn:
        """What the turn led to."""
        flow = self.book.flows.get(self.flow)
        conversation = Conversation(
            state=self.state,
            version=flow.version if flow else 0,
            step=self.step,
            slots=self.slots,
            frames=tuple(self.frames),
            trail=tuple(self.trail),
            timers=tuple(self.timers),
            nudges=tuple(self.nudges),
            beat=self.beat,
            asked=self.asked,
            serial=self.serial,
        )
        return Turn(conversation, tuple(self.replies), tuple(self.effects))


def _seen(nudge: Nudge) -> Mapping[str, Value]:
    """A nudge as flows see it."""
    return {
        "id": nudge.id,
        "name": nudge.name,
        "flow": nudge.flow,
        "about": nudge.about,
        "due": {"at": nudge.due.isoformat()},
        "quiet": nudge.quiet,
    }
