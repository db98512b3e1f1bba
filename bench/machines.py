"""Compares three shapes of the state machine that all flows compile into, in one run.

    python -m bench.machines [--rounds N] [--json]

flat          one machine, with junctions for what can be left from everywhere: as it is now.
complete      one machine without junctions: a transition from every state to every other place
              that a global, an interruption or a return leads to.
per flow      one machine a flow; leaving a flow means picking another machine.
hierarchical  one HierarchicalMachine whose flows are parent states.

Figures are ratios to `flat`, so that they can be compared between computers; the absolute figures
of `flat` are printed beside them. A trigger is a guarded answer in a state in the middle.
"""

import argparse
import gc
import json
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from transitions import Machine
from transitions.extensions import HierarchicalMachine

from app.engine.graph import all_edges
from app.engine.loader import END, RESUME, Book, load_book
from app.engine.machine import compile_machine
from app.settings import ROOT

ROUNDS = 15
TRIGGERS = 2000
JUNCTION = "@"

Ways = list[tuple[str, str, str]]
"""Trigger, source and target of every written way."""
Shape = Callable[[Book, Ways], list[Machine]]


@dataclass
class Cost:
    """What a shape costs: milliseconds to compile, microseconds a trigger, megabytes kept."""

    compile_ms: float
    trigger_us: float
    memory_mb: float
    transitions: int


class Model:
    """A model whose guards all hold."""

    interrupted = False

    def __init__(self, state: str) -> None:
        self.state = state

    def holds(self, guard: Any, flow: str) -> bool:
        return True


def ways_of(book: Book) -> Ways:
    """What the flows write, as triggers; a return leaves from `@end`, as in the flat machine."""
    found: Ways = []
    for edge in all_edges(book):
        kind, index = edge.way.kind, edge.way.index
        if kind == "nudge":
            continue
        trigger = {"choice": f"tap:{index}", "after": f"after:{index}", "pace": "paced"}
        trigger |= {"return": f"return:{edge.source}", "then": "next"}
        source = END if kind == "return" else edge.source
        found.append((trigger.get(kind, kind), source, edge.target))
    return found


def names_of(book: Book) -> list[str]:
    """Qualified names of all states."""
    return [f"{flow.id}.{state}" for flow in book.flows.values() for state in flow.states]


def flat(book: Book, ways: Ways) -> list[Machine]:
    """As app.engine.machine compiles it, but for what its guards ask."""
    names = names_of(book)
    machine = _machine(Machine, [*names, JUNCTION, END, RESUME])
    for trigger, source, target in ways:
        machine.add_transition(trigger, source, target, conditions=_always)
    machine.add_transition("leave", [*names, END, RESUME], JUNCTION)
    for name in names:
        machine.add_transition(f"enter:{name}", [JUNCTION, RESUME], name)
    machine.add_transition("next", END, book.role("resume"), conditions=_always)
    machine.add_transition("next", END, book.role("rest"))
    return [machine]


def complete(book: Book, ways: Ways) -> list[Machine]:
    """Every state leads straight to every state that can be entered out of turn."""
    names = names_of(book)
    machine = _machine(Machine, [*names, END, RESUME])
    for trigger, source, target in ways:
        machine.add_transition(trigger, source, target, conditions=_always)
    for name in names:
        machine.add_transition(f"enter:{name}", [*names, RESUME], name)
    return [machine]


def per_flow(book: Book, ways: Ways) -> list[Machine]:
    """One machine for each flow; ways to other flows end in a state named after the target."""
    by_flow: dict[str, Ways] = {flow: [] for flow in book.flows}
    for way in ways:
        caller = way[0].removeprefix("return:") if way[1] == END else way[1]
        by_flow[caller.partition(".")[0]].append(way)
    machines = []
    for flow in book.flows.values():
        own = [f"{flow.id}.{state}" for state in flow.states]
        inside = by_flow[flow.id]
        outside = {target for _, _, target in inside} - set(own)
        machine = _machine(Machine, [*own, *sorted(outside | {END, RESUME, JUNCTION})])
        for trigger, source, target in inside:
            machine.add_transition(trigger, source, target, conditions=_always)
        machine.add_transition("leave", [*own, END, RESUME], JUNCTION)
        for name in own:
            machine.add_transition(f"enter:{name}", [JUNCTION, RESUME], name)
        machines.append(machine)
    return machines


def hierarchical(book: Book, ways: Ways) -> list[Machine]:
    """Flows as parents, so that `leave` is written once a flow. Its separator is a dot, as in the
    names of our states."""
    parents = [{"name": f.id, "children": list(f.states)} for f in book.flows.values()]
    machine = _machine(_Nested, [*parents, JUNCTION, END, RESUME])
    for trigger, source, target in ways:
        machine.add_transition(trigger, source, target, conditions=_always)
    machine.add_transition("leave", [*book.flows, END, RESUME], JUNCTION)
    for name in names_of(book):
        machine.add_transition(f"enter:{name}", [JUNCTION, RESUME], name)
    return [machine]


class _Nested(HierarchicalMachine):  # type: ignore[misc]
    state_cls = type("_DotState", (HierarchicalMachine.state_cls,), {"separator": "."})


def _machine(kind: Callable[..., Machine], states: list[Any]) -> Machine:
    return kind(model=None, states=states, initial=None, auto_transitions=False, send_event=True)


def _always(_: Any) -> bool:
    return True


SHAPES = {"flat": flat, "complete": complete, "per flow": per_flow, "hierarchical": hierarchical}


def measure(book: Book, shape: Shape, rounds: int) -> Cost:
    """The best of some rounds, which a busy computer disturbs least."""
    ways = ways_of(book)
    compiled = [_timed(partial(shape, book, ways)) for _ in range(rounds)]
    gc.collect()
    tracemalloc.start()
    machines = shape(book, ways)
    gc.collect()
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    triggers = [_trigger_time(machines) for _ in range(rounds)]
    return Cost(
        min(compiled) * 1e3,
        min(triggers) * 1e6 / TRIGGERS,
        memory / 2**20,
        sum(map(count_of, machines)),
    )


def count_of(machine: Machine) -> int:
    """How many transitions a machine has."""
    events = machine.events.values()
    return sum(len(kept) for event in events for kept in event.transitions.values())


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _trigger_time(machines: list[Machine]) -> float:
    source = "pause.again"
    machine = next(m for m in machines if _knows(m, source))
    model = Model(source)
    if isinstance(machine, HierarchicalMachine):
        machine.add_model(model, initial=source)
    event = machine.events["answer"]

    def many() -> None:
        for _ in range(TRIGGERS):
            model.state = source
            if isinstance(machine, HierarchicalMachine):
                machine.trigger_event(model, "answer")
            else:
                event.trigger(model)

    taken = _timed(many)
    assert model.state != source, "the trigger led nowhere"
    return taken


def _knows(machine: Machine, source: str) -> bool:
    return "answer" in machine.events and source in machine.events["answer"].transitions


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    book = load_book(ROOT / "flows")
    assert count_of(*flat(book, ways_of(book))) == count_of(compile_machine(book))
    costs = {name: measure(book, shape, options.rounds) for name, shape in SHAPES.items()}
    if options.json:
        print(json.dumps({name: vars(cost) for name, cost in costs.items()}, indent=2))
        return
    base = costs["flat"]
    print(f"{len(book.flows)} flows, {len(names_of(book))} states; flat: {base}")
    print(f"{'shape':14}{'compile':>10}{'trigger':>10}{'memory':>10}{'transitions':>14}")
    for name, cost in costs.items():
        print(
            f"{name:14}{cost.compile_ms / base.compile_ms:>9.2f}x"
            f"{cost.trigger_us / base.trigger_us:>9.2f}x"
            f"{cost.memory_mb / base.memory_mb:>9.2f}x{cost.transitions:>14}"
        )


if __name__ == "__main__":
    main()
