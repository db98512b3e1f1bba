"""The shape of a flow file: what a writer can say in YAML, checked by pydantic.

Targets are written as `state` (in this flow), `flow.state`, `@flow` (that flow from its first
state), `@end` (this flow is over: return to the caller, offer what was interrupted, or rest) or
`@resume` (go back to the innermost interrupted flow).
"""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.engine.expression import Expression

MAX_LABEL = 30
"""Longest button label, in characters."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def duration_of(value: Any) -> timedelta:
    """The duration in `20m`, `2h`, `10s` or `1d`. Raises ValueError with a remedy."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)", str(value))
    if not match:
        raise ValueError("write a duration as a number and s, m, h or d, for example 20m")
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]
    return timedelta(seconds=float(match[1]) * seconds)


def _expression(value: Any) -> Any:
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        return Expression(str(value).lower())
    return Expression(str(value))


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Duration = Annotated[timedelta, BeforeValidator(duration_of)]
Guard = Annotated[Expression, BeforeValidator(_expression)]


def _label(value: str) -> str:
    if len(value) > MAX_LABEL:
        raise ValueError(f"a label has at most {MAX_LABEL} characters; this has {len(value)}")
    return value


Label = Annotated[str, AfterValidator(_label)]
Variants = Annotated[list[str], BeforeValidator(_listed)]
"""One message, or several wordings of it of which one is said."""
Messages = Annotated[list[Variants], BeforeValidator(_listed)]


class Option(_Strict):
    """One value of a choice slot."""

    value: str
    label: Label
    also: list[str] = []


SlotType = Literal[
    "text", "choice", "scale", "time", "duration", "boolean", "timezone", "country", "any"
]


class Slot(_Strict):
    """What a flow remembers. `any` is for values that functions compute; it cannot be asked."""

    type: SlotType
    options: list[Option] = []
    min: int | None = None
    max: int | None = None
    reask: str = ""
    default: Any = None
    keep: bool = False
    """True if the value outlives a new start of the flow."""

    @model_validator(mode="after")
    def _whole(self) -> "Slot":
        if self.type == "choice" and not self.options:
            raise ValueError("a choice slot needs `options`")
        return self


class Branch(_Strict):
    """A guarded way on; the first whose guard holds is taken."""

    when: Guard | None = None
    to: str


def _branches(value: Any) -> Any:
    return [{"to": value}] if isinstance(value, str) else value


Branches = Annotated[list[Branch], BeforeValidator(_branches)]


class Choice(_Strict):
    """A button. With `each`, one button for every item of a list, named `item` in label and set.

    `hears` names a type of slot that the button leads to a question for: typed words that can be
    read as one take the button and answer the question at once."""

    label: str
    to: str | None = None
    set: dict[str, Guard] = {}
    when: Guard | None = None
    each: Guard | None = None
    also: list[str] = []
    hears: Literal["time", "duration"] | None = None

    @model_validator(mode="after")
    def _short(self) -> "Choice":
        if "{" not in self.label:
            _label(self.label)
        return self


class NudgeChoice(_Strict):
    """A button of a nudge, and the state that it opens."""

    label: Label
    to: str


class NudgeOp(_Strict):
    """Come back to this later. `at` gives a time or a duration; `before` calls earlier by so much,
    when there is time for it."""

    name: str
    at: Guard
    to: str | None = None
    say: str
    about: str = ""
    before: Duration = timedelta(0)
    choices: list[NudgeChoice] = []
    """Its own buttons; without them it offers to open, to come again later, or to let it go."""
    keep: list[str] = []
    """Slots whose values the nudge brings back."""

    @model_validator(mode="after")
    def _leads_on(self) -> "NudgeOp":
        if (self.to is None) == (not self.choices):
            raise ValueError("a nudge needs `to`, or `choices` of its own instead")
        return self

    hold: Guard = Expression("true")
    """False if quiet hours do not hold it back: somebody who asked for it is awake."""


class DraftOp(_Strict):
    """Words of the person's own, shown to copy or share, and kept."""

    kind: str
    text: str


class AppointmentOp(_Strict):
    """A calendar file for a time that was agreed."""

    title: str
    at: Guard
    minutes: int = Field(default=60, ge=5, le=1440)
    say: str


class HeatOp(_Strict):
    """Heat, before or after calming down."""

    moment: Literal["before", "after"]
    value: Guard


class Do(_Strict):
    """One thing done when a state is entered, if `when` holds; exactly one other key is given."""

    when: Guard | None = None
    set: dict[str, Guard] | None = None
    write: dict[str, Variants] | None = None
    """Fill in a text and note it in a slot: words for the person to send."""
    nudge: NudgeOp | None = None
    cancel: str | None = None
    """Drop this flow's nudges of this name; `*` drops all there are."""
    hold: Literal["all"] | None = None
    """Let no nudge call by itself until the person moves it."""
    settle: Guard | None = None
    """Drop the nudge with this id."""
    snooze: dict[str, Guard] | None = None
    """Move the nudge `id` to the moment `at`; with `hold`, as for a nudge."""
    draft: DraftOp | None = None
    appointment: AppointmentOp | None = None
    heat: HeatOp | None = None
    episode: Literal["open", "repaired", "let_go"] | None = None
    effect: Literal["hide", "forget", "chart"] | None = None
    leave: Literal["suspended", "everything"] | None = None
    """Give up the innermost interrupted flow, or all places to come back to."""

    @model_validator(mode="after")
    def _one(self) -> "Do":
        names = set(type(self).model_fields) - {"when"}
        given = sorted(name for name in names if getattr(self, name) is not None)
        if len(given) != 1:
            raise ValueError(f"one action each; this has {', '.join(given) or 'none'}")
        return self


class Beat(_Strict):
    """One step of a paced message: what it shows, and for how long."""

    say: str
    hold: Duration = Field(alias="for")


class Pace(_Strict):
    """A message that counts: its beats, shown one after the other in place, `rounds` times.
    `{round}` and `{rounds}` can be used in it."""

    rounds: int = Field(ge=1, le=60)
    beats: list[Beat] = Field(min_length=1)


class Page(_Strict):
    """A button that opens a page of the web application, on channels that can."""

    label: Label
    path: str = Field(pattern=r"^/[a-z/]*$")


class State(_Strict):
    """One place in a conversation."""

    do: list[Do] = []
    say: Messages = []
    ask: str | None = None
    choices: list[Choice] = []
    then: Branches = []
    page: Page | None = None
    after: dict[Duration, str] = {}
    pace: Pace | None = None
    call: str | None = None
    rest: bool = False
    """True where nothing is under way, so that a new flow leaves nothing to come back to."""

    @property
    def waits(self) -> bool:
        """True if the conversation stops here for the person or a timer."""
        return bool(self.ask or self.choices or self.after or self.pace or self.rest)

    @model_validator(mode="after")
    def _whole(self) -> "State":
        if self.ask and not self.then:
            raise ValueError("`ask` needs `then`: where to go with the answer")
        if self.call and (self.waits or not self.then):
            raise ValueError(
                "`call` needs `then` and can stand with neither ask, choices nor after"
            )
        if self.pace and not self.then:
            raise ValueError("`pace` needs `then`: where to go when the count is over")
        if not self.waits and not self.then:
            raise ValueError("a dead end: give `ask`, `choices`, `then` or `after`")
        return self


class Entry(_Strict):
    """How a person gets here: a command, and words that mean it exactly."""

    command: str | None = None
    phrases: list[str] = []
    intents: dict[str, str] = {}
    """Other intents that lead here, and the state each opens. The flow's own id is one already."""
    said: str | None = None
    """The slot that gets the words with which somebody came, for what else they tell."""
    hears: Literal["time"] | None = None
    """Words that are this and nothing else lead here too, where nothing is under way."""


ROLES = ("first", "menu", "rest", "resume", "stop", "hide", "safety")
"""What a state can be to the engine: where a new person begins; what answers `menu`; where a flow
ends; where an interrupted flow is offered again; what answers stop, hide and the safety screen."""

PHRASES = (
    "empty", "too_long", "not_text", "edited", "unknown", "unknown_command", "unsure", "choose",
    "stale", "already", "pick", "reask", "meant", "keep_answer", "help", "no_back", "migrated",
    "late", "missed", "pacing", "trouble", "welcome_back", "copy", "share", "yes", "no",
    "yes_label", "no_label", "stop_label", "menu_label", "back_label", "help_label", "hide_label",
    "numbers", "nudge_open", "nudge_drop", "nudge_10m", "nudge_1h", "nudge_tonight",
    "languages", "nudge_tomorrow", "nudge_last", "nudge_gone", "nudge_moved", "nudge_dropped",
)  # fmt: skip
"""What the engine itself has to say; the words are in `common.yaml`."""


class Flow(_Strict):
    """One script. The first state is where it begins."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    version: int = Field(ge=1)
    title: str
    source: str
    help: str = ""
    entry: Entry = Entry()
    slots: dict[str, Slot] = {}
    phrases: dict[str, Variants] = {}
    """Words that the engine needs by name; see `common.yaml`."""
    roles: dict[str, str] = {}
    """States that the engine needs by name; see ROLES."""
    words: dict[str, list[str]] = {}
    """What people type for the globals: stop, menu, back, help, hide."""
    migrate: dict[str, str] = {}
    """Where somebody goes on whose state a newer version no longer has; `*` is every other."""
    states: dict[str, State] = Field(min_length=1)

    @property
    def first(self) -> str:
        """Qualified name of the first state."""
        return f"{self.id}.{next(iter(self.states))}"

    def target(self, written: str) -> str:
        """The qualified state that a written target means: `@end`, `@flow` or `flow.state`."""
        if written.startswith("@") or "." in written:
            return written
        return f"{self.id}.{written}"
