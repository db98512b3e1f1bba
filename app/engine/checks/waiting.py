"""States that wait: they are entered again by back and resume, and must end in words."""

from collections.abc import Iterator

from app.engine.answers import folded
from app.engine.checks.names import trouble
from app.engine.flow import Do, Flow, State
from app.engine.loader import Book, Path_, Problem


def check_waiting(book: Book) -> Iterator[Problem]:
    """What a waiting state does twice, does not say, or says twice on its buttons."""
    for flow in book.flows.values():
        for name, state in flow.states.items():
            if state.waits:
                yield from _once_only(book, flow, name, state)
                yield from _words(book, flow, name, state)
                yield from _same_words(book, flow, name, state)


def _once_only(book: Book, flow: Flow, name: str, state: State) -> Iterator[Problem]:
    for index, op in enumerate(state.do):
        if done := _lasting(op):
            what = f"`{name}` waits, so going back or on to it would {done} once more"
            hint = "do it in a state before, which leads here with `then`"
            yield trouble(book, flow.id, ("states", name, "do", index), what, hint)


def _lasting(op: Do) -> str:
    if op.nudge:
        return "schedule the nudge"
    if op.heat:
        return "record the heat"
    if op.episode == "open":
        return "open an episode"
    return "close the episode" if op.episode else ""


def _words(book: Book, flow: Flow, name: str, state: State) -> Iterator[Problem]:
    if state.say or state.pace:
        return
    drafts = any(op.draft for op in state.do)
    what = f"`{name}` waits without a word"
    what += " after its draft" if drafts else ""
    hint = "add `say`: the buttons stand under the last words"
    yield trouble(book, flow.id, ("states", name), what, hint)


def _same_words(book: Book, flow: Flow, name: str, state: State) -> Iterator[Problem]:
    slot = book.slot(flow.id, state.ask) if state.ask else None
    seen = {
        folded(word): option.label
        for option in (slot.options if slot else ())
        for word in (option.label, option.value, *option.also)
    }
    for index, choice in enumerate(state.choices):
        if choice.each or choice.when:
            continue
        own = {folded(word): word for word in (choice.label, *choice.also)}
        for key in sorted(own.keys() & seen.keys() - {""}):
            what = f"“{own[key]}” typed here could mean two buttons"
            hint = f"“{seen[key]}” has it too; change one of them"
            path: Path_ = ("states", name, "choices", index)
            yield trouble(book, flow.id, path, what, hint)
        seen = {**dict.fromkeys(own, choice.label), **seen}
