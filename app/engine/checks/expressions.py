"""Where a flow's expressions stand, and which names each may use besides slots."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.checks.names import ITEM, ROUND
from app.engine.expression import Expression
from app.engine.flow import Choice, Do, Flow, State
from app.engine.loader import Path_
from app.engine.placeholders import placeholders
from app.engine.texts import texts_of

NO_NAMES: frozenset[str] = frozenset()
PHRASE_NAMES = {
    "help": frozenset({"about"}),
    "meant": frozenset({"wanted"}),
    "nudge_moved": frozenset({"due"}),
}
"""What the engine fills into its own phrases."""


@dataclass(frozen=True, slots=True)
class Place:
    """An expression in a flow file. `extra` are names that hold only here; `format` is what stands
    behind the bar in a text."""

    path: Path_
    expression: Expression
    extra: frozenset[str] = NO_NAMES
    format: str | None = None


def expressions_of(flow: Flow) -> Iterator[Place]:
    """Every expression of a flow: guards, `set`, arguments of actions, placeholders in texts."""
    for name, state in flow.states.items():
        yield from _of_state(("states", name), state)
    for text in texts_of(flow):
        extra = text_names(text.path, flow)
        for found in placeholders(text.text):
            if found.expression is not None:
                yield Place(text.path, found.expression, extra, found.format)


def text_names(path: Path_, flow: Flow) -> frozenset[str]:
    """Names that a text at this place may use besides slots."""
    if path[0] == "phrases":
        return PHRASE_NAMES.get(str(path[1]), NO_NAMES)
    if "beats" in path:
        return ROUND
    if path[0] == "states" and path[2] == "choices":
        choice = flow.states[str(path[1])].choices[int(path[3])]
        return ITEM if choice.each else NO_NAMES
    return NO_NAMES


def _of_state(at: Path_, state: State) -> Iterator[Place]:
    for index, op in enumerate(state.do):
        yield from _of_action((*at, "do", index), op)
    for index, choice in enumerate(state.choices):
        yield from _of_choice((*at, "choices", index), choice)
    for index, branch in enumerate(state.then):
        if branch.when:
            yield Place((*at, "then", index, "when"), branch.when)


def _of_choice(at: Path_, choice: Choice) -> Iterator[Place]:
    extra = ITEM if choice.each else NO_NAMES
    if choice.each:
        yield Place((*at, "each"), choice.each)
    if choice.when:
        yield Place((*at, "when"), choice.when, extra)
    for slot, value in choice.set.items():
        yield Place((*at, "set", slot), value, extra)


def _of_action(at: Path_, op: Do) -> Iterator[Place]:
    if op.when:
        yield Place((*at, "when"), op.when)
    for slot, value in (op.set or {}).items():
        yield Place((*at, "set", slot), value)
    for path, value in arguments(op):
        yield Place((*at, *path), value)


def arguments(op: Do) -> Iterator[tuple[Path_, Expression]]:
    """The expressions that an action other than `set` evaluates, with their place in it."""
    if op.nudge:
        yield ("nudge", "at"), op.nudge.at
        yield ("nudge", "hold"), op.nudge.hold
    if op.appointment:
        yield ("appointment", "at"), op.appointment.at
    if op.settle:
        yield ("settle",), op.settle
    if op.heat:
        yield ("heat", "value"), op.heat.value
    for key, value in (op.snooze or {}).items():
        yield ("snooze", key), value
