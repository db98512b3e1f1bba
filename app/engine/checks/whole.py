"""What the flows must give together: roles, phrases, and commands and words of one meaning."""

import re
from collections.abc import Iterable, Iterator

from app.engine.answers import folded
from app.engine.checks.names import trouble
from app.engine.flow import PHRASES, ROLES
from app.engine.globals import GLOBALS
from app.engine.loader import Book, Path_, Problem

_COMMAND = re.compile(r"[a-z][a-z0-9_]{0,31}")
Claim = tuple[str, str, Path_]
"""Something claimed, the flow that claims it, and where."""


def check_whole(book: Book) -> Iterator[Problem]:
    """Roles and phrases all there once; no command or phrase claimed twice."""
    roles: list[Claim] = [(r, f.id, ("roles", r)) for f in book.flows.values() for r in f.roles]
    said: list[Claim] = [(p, f.id, ("phrases", p)) for f in book.flows.values() for p in f.phrases]
    yield from _named(book, "role", roles, ROLES)
    yield from _named(book, "phrase", said, PHRASES)
    intents: list[Claim] = [
        (intent, flow.id, ("entry", "intents", intent))
        for flow in book.flows.values()
        for intent in flow.entry.intents
    ]
    yield from _twice(book, "intent", intents)
    yield from _commands(book)
    yield from _entry_phrases(book)
    yield from _words(book)


def _named(book: Book, what: str, claims: list[Claim], wanted: Iterable[str]) -> Iterator[Problem]:
    names = [name for name, _, _ in claims]
    for name in wanted:
        if name not in names:
            hint = f"add it under `{what}s:`, for example in common.yaml"
            yield Problem("common.yaml", 0, f"the {what} `{name}` is missing", hint)
    for name, flow, path in claims:
        if name not in wanted:
            known = ", ".join(wanted)
            yield trouble(book, flow, path, f"the engine knows no {what} `{name}`", known)
    yield from _twice(book, what, claims)


def _twice(book: Book, what: str, claims: list[Claim]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, flow, path in claims:
        if name in first:
            where = book.sources[first[name]].file
            hint = f"{where} has it too; keep one of them"
            yield trouble(book, flow, path, f"the {what} `{name}` is claimed twice", hint)
        first.setdefault(name, flow)


def _commands(book: Book) -> Iterator[Problem]:
    claims: list[Claim] = []
    for flow in book.flows.values():
        name, path = flow.entry.command or flow.id, ("entry", "command")
        claims.append((name, flow.id, path))
        if name in GLOBALS:
            what = f"/{name} works everywhere already and would never lead here"
            yield trouble(book, flow.id, path, what, "give the flow another command")
        if not _COMMAND.fullmatch(name):
            hint = "use up to 32 small letters, digits and _"
            yield trouble(book, flow.id, path, f"/{name} cannot be typed as a command", hint)
    yield from _twice(book, "command", claims)


def _entry_phrases(book: Book) -> Iterator[Problem]:
    words = {
        folded(word): name
        for flow in book.flows.values()
        for name, known in flow.words.items()
        for word in known
    }
    claims: list[Claim] = []
    for flow in book.flows.values():
        for index, phrase in enumerate(flow.entry.phrases):
            path: Path_ = ("entry", "phrases", index)
            claims.append((folded(phrase), flow.id, path))
            if folded(phrase) in words:
                what = f"“{phrase}” means `{words[folded(phrase)]}` everywhere already"
                yield trouble(book, flow.id, path, what, "take it out of one of them")
    yield from _twice(book, "phrase", claims)


def _words(book: Book) -> Iterator[Problem]:
    for flow in book.flows.values():
        for name in flow.words:
            if name not in GLOBALS:
                what = f"no global is called `{name}`"
                hint = f"one of {', '.join(GLOBALS)}"
                yield trouble(book, flow.id, ("words", name), what, hint)
