"""States that nobody gets to, that nobody gets out of, and circles without a person."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from app.engine.checks.names import trouble
from app.engine.flow import Flow, State
from app.engine.graph import AUTOMATIC, Edge, all_edges, entries
from app.engine.loader import END, RESUME, Book, Problem

OVER = frozenset({END, RESUME})


def check_reach(book: Book) -> Iterator[Problem]:
    """Unreachable states, dead ends, states without escape, circles."""
    edges = all_edges(book)
    reached = _closure(entries(book), _by_source(edges))
    escaping = _escaping(book, edges)
    for flow in book.flows.values():
        for name, state in flow.states.items():
            full = f"{flow.id}.{name}"
            if full not in reached:
                hint = "lead to it from another state, or remove it"
                yield trouble(book, flow.id, ("states", name), f"nothing leads to `{name}`", hint)
            elif full not in escaping:
                what = f"no way leads out of `{name}` to an end or to a state that rests"
                hint = "give it, or a later state, a way to `@end`"
                yield trouble(book, flow.id, ("states", name), what, hint)
            yield from _stuck(book, flow, name, state)
    yield from _circles(book, edges)


def _by_source(edges: Iterable[Edge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge.target)
    return found


def _closure(start: Iterable[str], ways: Mapping[str, Collection[str]]) -> set[str]:
    found = set(start)
    todo = list(found)
    while todo:
        for target in ways.get(todo.pop(), ()):
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def _escaping(book: Book, edges: Iterable[Edge]) -> set[str]:
    """The states from which a way leads to an end or to a state that rests. A nudge that may call
    later is no way out, and a call alone is none either: its return is."""
    backwards: dict[str, list[str]] = {}
    for edge in edges:
        if edge.way.kind not in ("nudge", "call"):
            backwards.setdefault(edge.target, []).append(edge.source)
    rests = {
        f"{f.id}.{s}" for f in book.flows.values() for s, spec in f.states.items() if spec.rest
    }
    return _closure({*OVER, *rests}, backwards)


def _stuck(book: Book, flow: Flow, name: str, state: State) -> Iterator[Problem]:
    at = ("states", name)
    for index, choice in enumerate(state.choices):
        if choice.to is None and not state.then:
            hint = "give the choice `to:`"
            path = (*at, "choices", index)
            yield trouble(book, flow.id, path, "a dead end: this button leads nowhere", hint)
    if state.waits and not (state.ask or state.choices or state.rest or state.pace):
        what = f"in `{name}` a person can only wait"
        yield trouble(book, flow.id, at, what, "add a button, so that nobody is held here")
    if state.ask and state.pace:
        what = f"`{name}` counts and asks; the end of the count would lead nowhere"
        yield trouble(book, flow.id, at, what, "ask in the state after the count")


def _circles(book: Book, edges: list[Edge]) -> Iterator[Problem]:
    ways: dict[str, list[str]] = {}
    for edge in edges:
        if edge.way.kind in AUTOMATIC:
            ways.setdefault(edge.source, []).append(edge.target)
    for source, target in list(_through_calls(book, edges, ways)):
        ways.setdefault(source, []).append(target)
    for name in sorted(ways):
        if name in _closure(list(ways[name]), ways):
            flow, _, state = name.partition(".")
            what = f"`{state}` comes round to itself without the person doing anything"
            hint = "put a question or a button somewhere on the way round"
            yield trouble(book, flow, ("states", state), what, hint)


def _through_calls(
    book: Book, edges: list[Edge], ways: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    """A call whose flow runs through to its end by itself leads on by itself."""
    for edge in edges:
        called = book.flows.get(book.state(edge.source).call or "")
        if edge.way.kind == "call" or (
            edge.way.kind == "return" and called and END in _closure([called.first], ways)
        ):
            yield edge.source, edge.target
