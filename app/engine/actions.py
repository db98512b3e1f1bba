"""What a state does when it is entered: its actions in order, then its words."""

from collections.abc import Callable, Mapping
from typing import Any

from app.engine.expression import Expression
from app.engine.flow import AppointmentOp, Do, DraftOp, HeatOp, NudgeOp
from app.engine.model import (
    Button,
    CloseEpisode,
    Effect,
    ForgetPerson,
    HideMessages,
    NudgeAnswer,
    OpenEpisode,
    RecordHeat,
    Reply,
    SaveDraft,
    ShowChart,
)
from app.engine.nudging import add_nudge, drop_nudges, due_of, hold_all, move_nudge
from app.engine.walk import Walk


def perform(walk: Walk) -> None:
    """Do and say what the current state has written."""
    spec = walk.spec
    for op in spec.do:
        if walk.holds(op.when, walk.flow):
            _act(walk, op)
    for variants in spec.say:
        walk.say(walk.scope().pick(variants))


def _act(walk: Walk, op: Do) -> None:
    name = next(n for n in _ACTIONS if getattr(op, n) is not None)
    _ACTIONS[name](walk, getattr(op, name))


def _set(walk: Walk, values: Mapping[str, Expression]) -> None:
    for slot, expression in values.items():
        walk.put(slot, walk.scope().value(expression))


def _write(walk: Walk, texts: Mapping[str, list[str]]) -> None:
    for slot, variants in texts.items():
        walk.put(slot, walk.scope().pick(variants))


def _nudge(walk: Walk, op: NudgeOp) -> None:
    scope = walk.scope()
    home = walk.book.flows[walk.flow]
    answers = [
        NudgeAnswer(choice.label, walk.book.resolve(home.target(choice.to)))
        for choice in op.choices
    ]
    kept = {walk.flow: {slot: walk.slots.get(walk.flow, {}).get(slot) for slot in op.keep}}
    add_nudge(
        walk,
        name=op.name,
        at=scope.value(op.at),
        before=op.before,
        to=walk.book.resolve(home.target(op.to)) if op.to else "",
        answers=tuple(answers),
        say=op.say,
        about=scope.render(op.about),
        hold=scope.holds(op.hold),
        slots=kept if op.keep else {},
    )


def _cancel(walk: Walk, name: str) -> None:
    drop_nudges(walk, lambda n: name == "*" or (n.name, n.flow) == (name, walk.flow))


def _hold(walk: Walk, _: str) -> None:
    hold_all(walk)


def _settle(walk: Walk, wanted: Expression) -> None:
    nudge_id = walk.scope().value(wanted)
    drop_nudges(walk, lambda nudge: nudge.id == nudge_id)


def _snooze(walk: Walk, op: Mapping[str, Expression]) -> None:
    scope = walk.scope()
    hold = scope.holds(op["hold"]) if "hold" in op else None
    move_nudge(walk, str(scope.value(op["id"])), scope.value(op["at"]), hold=hold)


def _draft(walk: Walk, op: DraftOp) -> None:
    scope = walk.scope()
    text = scope.render(op.text)
    if not text:
        return
    buttons = (
        Button(scope.phrase("copy"), kind="copy", text=text),
        Button(scope.phrase("share"), kind="share", text=text),
    )
    walk.replies.append(Reply(text, buttons, kind="draft"))
    walk.effects.append(SaveDraft(op.kind, text))


def _appointment(walk: Walk, op: AppointmentOp) -> None:
    scope = walk.scope()
    at = scope.value(op.at)
    if at is None:
        return
    start = due_of(walk, at)
    attachment = walk.script.tools.make_appointment(
        scope.render(op.title), start, op.minutes, walk.event.now
    )
    walk.replies.append(Reply(scope.render(op.say), attachment=attachment))


def _heat(walk: Walk, op: HeatOp) -> None:
    value = walk.scope().value(op.value)
    if value is not None:
        walk.effects.append(RecordHeat(op.moment, int(value)))


def _episode(walk: Walk, what: str) -> None:
    walk.effects.append(OpenEpisode() if what == "open" else CloseEpisode(what))


def _effect(walk: Walk, what: str) -> None:
    effects: dict[str, Effect] = {
        "hide": HideMessages(),
        "forget": ForgetPerson(),
        "chart": ShowChart(),
    }
    walk.effects.append(effects[what])


def _leave(walk: Walk, what: str) -> None:
    if what == "everything":
        walk.frames, walk.trail = [], []
    elif walk.interrupted:
        walk.frames.pop()


_ACTIONS: dict[str, Callable[[Walk, Any], None]] = {
    "set": _set,
    "write": _write,
    "nudge": _nudge,
    "cancel": _cancel,
    "hold": _hold,
    "settle": _settle,
    "snooze": _snooze,
    "draft": _draft,
    "appointment": _appointment,
    "heat": _heat,
    "episode": _episode,
    "effect": _effect,
    "leave": _leave,
}
