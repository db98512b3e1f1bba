"""The values that cross the engine's border: what comes in, what is kept, what goes out.

Everything here is immutable and serialises to JSON, so that a conversation can be stored after
every turn and picked up by any process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import TypeAdapter

Value = Any
"""What a slot can hold: JSON (text, number, boolean, list, mapping) or None."""

EventKind = Literal["text", "tap", "command", "timer", "notice"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was understood before any flow saw it.

    `intent` is the id of a flow or a global ("stop", "help", ...), or "other"; `confidence` lies in
    0..1; `alternatives` are the next best intents; `safety` is "none" or a class of the safety
    screen; `plausible` is true when `intent` is worth asking about, `accepted` when it is clear
    enough to act on, `sure` when it is clear enough to doubt that words answer an open question.
    `language` is that of the words, as a tag ("en"), "" where it does not matter.
    """

    intent: str = "other"
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()
    safety: str = "none"
    accepted: bool = False
    plausible: bool = False
    sure: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a conversation.

    kind     `text` (typed words), `tap` (a button, its data in `data`), `command` (its name
             without the slash in `text`, arguments in `data`), `timer` (its key in `data`),
             `notice` (what the channel noticed, in `text`: "not_text", "too_long", "blocked",
             "unblocked", "edited"; words that came with it, only to be screened, in `data`).
    now      aware moment at which it happened; the engine has no other clock.
    seed     chooses among wordings; the same seed gives the same words.
    late     how long after its due time a timer arrives.
    hints    what the channel guesses about a new person ("locale", "timezone", "flow" to open).
    """

    kind: EventKind
    now: datetime
    text: str = ""
    data: str = ""
    seed: int = 0
    late: timedelta = timedelta(0)
    reading: Reading = Reading()
    hints: Mapping[str, str] = field(default_factory=dict)


ButtonKind = Literal["tap", "copy", "share", "page"]


@dataclass(frozen=True, slots=True)
class Button:
    """One button. `data` (at most 64 bytes) comes back in a tap; a copy or share button carries
    the text to copy or share in `text` and never comes back, nor does one that opens a page, whose
    path is in `text`."""

    label: str
    data: str = ""
    kind: ButtonKind = "tap"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a reply, such as an appointment for a calendar."""

    name: str
    media_type: str
    text: str


ReplyKind = Literal["say", "draft", "pace"]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person.

    kind     `say` (coach's words), `draft` (the person's own words, to copy or share), `pace` (a
             breath being counted).
    key      a later reply with the same key replaces this one in place, where the channel can.
    layout   `scale` asks for a keypad of small buttons, `list` for a button a row.
    prompt   true if its tap buttons answer the current question: the next prompt closes them.
    quiet    true if it may arrive without a sound.
    attachment  a file to keep, below the text.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    kind: ReplyKind = "say"
    key: str | None = None
    layout: Literal["list", "scale"] = "list"
    prompt: bool = False
    quiet: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the conversation with a timer event at `due`; replaces a timer of the same key."""

    key: str
    due: datetime


@dataclass(frozen=True, slots=True)
class DropTimer:
    """Forget the timer of this key, if there is one."""

    key: str


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep words that the person may send: kind is the flow's word for it ("apology", "space")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class OpenEpisode:
    """A rupture begins, unless one is open already."""


@dataclass(frozen=True, slots=True)
class CloseEpisode:
    """The open episode ends. outcome: "repaired" or "let_go"."""

    outcome: str


@dataclass(frozen=True, slots=True)
class RecordHeat:
    """Heat on the scale 0-10, `before` or `after` calming down, kept with the open episode."""

    moment: Literal["before", "after"]
    value: int


@dataclass(frozen=True, slots=True)
class HideMessages:
    """Take the recent messages out of sight, on every channel that can."""


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """Delete everything this person ever wrote, for good."""


@dataclass(frozen=True, slots=True)
class ShowChart:
    """Draw the person's own course: heat before and after, time to repair."""


Effect = (
    SetTimer
    | DropTimer
    | SaveDraft
    | OpenEpisode
    | CloseEpisode
    | RecordHeat
    | HideMessages
    | ForgetPerson
    | ShowChart
)


@dataclass(frozen=True, slots=True)
class NudgeAnswer:
    """A button of a nudge: its label as written, and the state that it opens."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something that the person asked to be brought back to.

    id         unique in the conversation; also the key of its timer (`nudge:<id>`).
    name       the flow's name for it ("return", "promise"); a flow cancels by name.
    due        aware moment of the next call.
    wall       local wall-clock time that was said ("2026-12-01T19:00"), which a change of time
               zone keeps; None when it was said as an elapsed time ("in two hours").
    to         state that opens when it is taken up.
    about      the person's own words for it.
    say        what it says when it calls, as written in the flow: rendered then, not now.
    answers    its own buttons, if it has any.
    flow       the flow that it belongs to.
    calls      how often it has called without an answer.
    quiet      true when it calls no more by itself, but is still listed.
    hold       true if quiet hours hold it back.
    """

    id: str
    name: str
    due: datetime
    to: str
    about: str = ""
    say: str = ""
    wall: str | None = None
    answers: tuple[NudgeAnswer, ...] = ()
    flow: str = ""
    calls: int = 0
    quiet: bool = False
    hold: bool = True
    slots: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Key of its timer."""
        return f"nudge:{self.id}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A place to come back to: after a called flow (`call`) or after an interruption
    (`interrupt`, offered and not forced)."""

    kind: Literal["call", "interrupt"]
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Step:
    """A place that the person answered in, for `back`."""

    state: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything the coach remembers of one conversation between two turns.

    state     qualified name, `flow.state`; empty before the first turn.
    version   version of that flow when the state was entered.
    step      number of the current prompt; buttons carry it, so stale ones are recognised.
    slots     values by flow, then by slot; the flow `person` holds the profile.
    frames    places to come back to, innermost last.
    trail     places that the person answered in, for `back`, oldest first.
    timers    keys of the timers of the current state.
    nudges    pending nudges.
    beat      beats of a paced state already shown.
    asked     the words last typed that could mean two things, kept until the person says which.
    serial    source of nudge ids.
    """

    state: str = ""
    version: int = 0
    step: int = 0
    slots: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    frames: tuple[Frame, ...] = ()
    trail: tuple[Step, ...] = ()
    timers: tuple[str, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    beat: int = 0
    asked: str = ""
    serial: int = 0

    @property
    def flow(self) -> str:
        """Id of the current flow."""
        return self.state.partition(".")[0]

    @property
    def person(self) -> Mapping[str, Value]:
        """The profile: locale, timezone, partner, ..."""
        return self.slots.get("person", {})


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event led to."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]


_CONVERSATION = TypeAdapter(Conversation)
_REPLY = TypeAdapter(Reply)


def dump_conversation(conversation: Conversation) -> str:
    """The conversation as JSON."""
    return _CONVERSATION.dump_json(conversation).decode()


def load_conversation(text: str) -> Conversation:
    """The conversation that `dump_conversation` wrote.

    Raises pydantic.ValidationError when the text is something else.
    """
    return _CONVERSATION.validate_json(text)


def dump_reply(reply: Reply) -> str:
    """The reply as JSON."""
    return _REPLY.dump_json(reply).decode()


def load_reply(text: str) -> Reply:
    """The reply that `dump_reply` wrote."""
    return _REPLY.validate_json(text)
