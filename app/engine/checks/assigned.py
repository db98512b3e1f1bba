"""Which slots are certainly filled in each state: a must-dataflow over the graph.

A fact is a qualified slot that every path from an entry has filled. Entries are the first state of
each flow (which forgets what the flow had noted, but for the words that led there), the other
app.engine.graph.entries, and the states that nudges open (which know what the nudge kept). Facts
only shrink while the work goes on, so it ends.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.engine.checks.cases import is_covered
from app.engine.checks.implied import filled_if, is_none
from app.engine.checks.names import KNOWN, meaning, written_slot
from app.engine.expression import Expression
from app.engine.flow import Choice, Do, State
from app.engine.graph import Edge, entries, state_edges
from app.engine.loader import END, RESUME, Book

Facts = frozenset[str]
NOTHING: Facts = frozenset()


@dataclass(frozen=True, slots=True)
class Inside:
    """What is filled at the steps of one state: before it, after its actions."""

    before: Facts
    after: Facts


@dataclass
class Assigned:
    """The result. `before` has the facts on entering each reachable state, `ends` those of a flow
    when it is over; `emptied` are slots that somewhere are set to none on purpose."""

    book: Book
    emptied: Facts
    before: dict[str, Facts] = field(default_factory=dict)
    ends: dict[str, Facts] = field(default_factory=dict)

    def inside(self, name: str) -> Inside:
        """The facts of one state. A state that nothing leads to has none."""
        flow = name.partition(".")[0]
        before = self.before.get(name, NOTHING)
        return Inside(before, self.after_actions(flow, self.book.state(name).do, before))

    def after_actions(self, flow: str, actions: Sequence[Do], before: Facts) -> Facts:
        """The facts once these actions of a state are done."""
        facts = before
        guards: dict[str, list[Expression]] = {}
        for op in actions:
            for slot in filled_by(self.book, flow, op):
                guards.setdefault(slot, []).append(op.when or Expression("true"))
            filled = facts - self.emptied
            facts |= {
                s for s, whens in guards.items() if is_covered(self.book, flow, whens, filled)
            }
        return facts


def assigned(book: Book) -> Assigned:
    """Work out the facts of every state."""
    found = Assigned(book, _emptied(book))
    waiting: deque[str] = deque()
    for state in entries(book):
        _meet(found, waiting, state, _begun(book, state))
    while waiting:
        name = waiting.popleft()
        flow = book.flows[name.partition(".")[0]]
        after = found.inside(name).after
        for edge in state_edges(book, flow, name.partition(".")[2]):
            if edge.way.kind == "return" and book.state(name).call not in found.ends:
                continue  # the called flow has not come to its end yet
            _pass_on(found, waiting, edge, leaving(found, edge, after))
    return found


def _pass_on(found: Assigned, waiting: deque[str], edge: Edge, facts: Facts) -> None:
    book, home = found.book, edge.source.partition(".")[0]
    if edge.target == END:
        before = found.ends.get(home)
        now = facts if before is None else before & facts
        if now != before:
            found.ends[home] = now
            waiting.extend(name for name in found.before if _calls(book, name, home))
    if edge.target in (END, RESUME):
        return
    owner = edge.target.partition(".")[0]
    if owner != home and edge.target == book.flows[owner].first:
        kept = (fact for fact in facts if not fact.startswith(f"{owner}."))
        facts = _begun(book, edge.target).union(kept)
    _meet(found, waiting, edge.target, facts)


def _begun(book: Book, state: str) -> Facts:
    """What is known where a flow begins: the words that led there, or that there are none."""
    flow = book.flows[state.partition(".")[0]]
    said = flow.entry.said
    return frozenset({f"{flow.id}.{said}"}) if said and state == flow.first else NOTHING


def _calls(book: Book, name: str, flow: str) -> bool:
    return book.state(name).call == flow


def _meet(found: Assigned, waiting: deque[str], state: str, facts: Facts) -> None:
    before = found.before.get(state)
    now = facts if before is None else before & facts
    if now != before:
        found.before[state] = now
        waiting.append(state)


def leaving(found: Assigned, edge: Edge, after: Facts) -> Facts:
    """The facts on an edge, from those after the actions of its source."""
    book, way = found.book, edge.way
    flow = edge.source.partition(".")[0]
    state = book.state(edge.source)
    if way.kind == "nudge":
        op = state.do[way.index].nudge
        kept = {f"{flow}.{slot}" for slot in op.keep} if op else set()
        return after & kept
    facts = set(after)
    if way.kind == "return" and state.call:
        own = f"{state.call}."
        facts |= {fact for fact in found.ends.get(state.call, NOTHING) if fact.startswith(own)}
    if way.kind == "answer" and state.ask and (slot := written_slot(book, flow, state.ask)):
        facts.add(slot)
    if way.kind == "choice":
        _choose(book, flow, state.choices[way.index], facts)
    facts |= _known(book, flow, state, edge)
    return frozenset(facts)


def _choose(book: Book, flow: str, choice: Choice, facts: set[str]) -> None:
    if choice.when and not choice.each:
        facts |= _qualified(book, flow, filled_if(choice.when, holds=True))
    for name in choice.set:
        if slot := written_slot(book, flow, name):
            facts.add(slot)


def _known(book: Book, flow: str, state: State, edge: Edge) -> Facts:
    """What the guards of the state's branches tell when this one is taken."""
    if edge.way.kind == "call" or edge.way.path[2:3] != ("then",):
        return NOTHING
    facts: set[str] = set()
    for branch in state.then[: edge.way.index]:
        if branch.when:
            facts |= _qualified(book, flow, filled_if(branch.when, holds=False))
    if edge.way.guard:
        facts |= _qualified(book, flow, filled_if(edge.way.guard, holds=True))
    return frozenset(facts)


def _qualified(book: Book, flow: str, names: Iterable[str]) -> set[str]:
    return {place for name in names if (place := meaning(book, flow, name)) not in (None, KNOWN)}


def filled_by(book: Book, flow: str, op: Do) -> Facts:
    """The slots that an action notes something in, even if it is none: then it is meant."""
    names = (*(op.set or {}), *(op.write or {}))
    return frozenset(slot for name in names if (slot := written_slot(book, flow, name)))


def _emptied(book: Book) -> Facts:
    return frozenset(
        slot
        for flow in book.flows.values()
        for state in flow.states.values()
        for values in _settings(state)
        for name, value in values.items()
        if is_none(value) and (slot := written_slot(book, flow.id, name))
    )


def _settings(state: State) -> Iterator[Mapping[str, Expression]]:
    yield from (op.set for op in state.do if op.set)
    yield from (choice.set for choice in state.choices)
