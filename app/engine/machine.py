"""Compiles all flows into one `transitions` machine, which decides where every event leads.

Each waiting state gets a trigger for every way out of it; guards are the expressions of the flow
files, asked of the model (a Walk) when the trigger fires. Three junctions keep the machine small
where a transition would else be needed from every state to every other:

`@`        left through a global or an interruption; `enter:<state>` leads on from it.
`@end`     a flow is over; `return:<state>` leads back to a caller, `next` to what was interrupted
           or to rest.
`@resume`  `enter:<state>` leads back to the interrupted state.
"""

from collections.abc import Callable
from typing import Any, Protocol

from transitions import EventData, Machine

from app.engine.expression import Expression
from app.engine.flow import Branch, State
from app.engine.loader import END, RESUME, Book

JUNCTION = "@"


class Model(Protocol):
    """What the machine moves: it has a state and can tell whether a guard holds."""

    state: str

    def holds(self, guard: Expression | None, flow: str) -> bool:
        """True if the guard, read from this flow, is true now."""
        ...

    @property
    def interrupted(self) -> bool:
        """True if an interrupted flow waits to be offered again."""
        ...


def compile_machine(book: Book) -> Machine:
    """The machine of all flows. The book must have passed app.engine.check."""
    names = [f"{flow.id}.{state}" for flow in book.flows.values() for state in flow.states]
    machine = Machine(
        model=None,
        states=[*names, JUNCTION, END, RESUME],
        initial=None,
        auto_transitions=False,
        send_event=True,
    )
    for name in names:
        _compile_state(machine, book, name)
    machine.add_transition("leave", [*names, END, RESUME], JUNCTION)
    for name in names:
        machine.add_transition(f"enter:{name}", [JUNCTION, RESUME], name)
    machine.add_transition("next", END, book.role("resume"), conditions=_is_interrupted)
    machine.add_transition("next", END, book.role("rest"))
    return machine


def fire(machine: Machine, trigger: str, model: Model) -> bool:
    """Let the machine decide: true if a transition was taken and `model.state` moved."""
    event = machine.events.get(trigger)
    if event is None or model.state not in event.transitions:
        return False
    return bool(event.trigger(model))


def _compile_state(machine: Machine, book: Book, name: str) -> None:
    flow = name.partition(".")[0]
    state = book.state(name)
    if not state.call:
        _add_branches(machine, book, name, _way_on(state), state.then)
    else:
        machine.add_transition("call", name, book.flows[state.call].first)
        _add_branches(machine, book, END, f"return:{name}", state.then, flow)
    for index, choice in enumerate(state.choices):
        if choice.to:
            guard = _holds(choice.when, flow) if choice.when and not choice.each else None
            dest = book.resolve(book.flows[flow].target(choice.to))
            machine.add_transition(f"tap:{index}", name, dest, conditions=guard)
        else:
            _add_branches(machine, book, name, f"tap:{index}", state.then)
    for index, target in enumerate(state.after.values()):
        dest = book.resolve(book.flows[flow].target(target))
        machine.add_transition(f"after:{index}", name, dest)


def _way_on(state: State) -> str:
    if state.ask:
        return "answer"
    return "paced" if state.pace else "next"


def _add_branches(
    machine: Machine,
    book: Book,
    source: str,
    trigger: str,
    branches: list[Branch],
    flow: str = "",
) -> None:
    home = flow or source.partition(".")[0]
    for branch in branches:
        dest = book.resolve(book.flows[home].target(branch.to))
        guard = _holds(branch.when, home) if branch.when else None
        machine.add_transition(trigger, source, dest, conditions=guard)


def _holds(guard: Expression, flow: str) -> Callable[[EventData], bool]:
    def condition(data: Any) -> bool:
        model: Model = data.model
        return model.holds(guard, flow)

    return condition


def _is_interrupted(data: Any) -> bool:
    model: Model = data.model
    return model.interrupted
