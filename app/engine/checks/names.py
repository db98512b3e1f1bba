"""What the names in an expression or a text mean, as seen from one flow."""

from collections.abc import Collection

from app.engine.loader import Book, Path_, Problem

ENGINE_NAMES = frozenset({"suspended", "nudges"})
"""Names that the engine gives in every state; see app.engine.walk."""
ITEM = frozenset({"item"})
ROUND = frozenset({"round", "rounds"})

KNOWN = ""
"""Stands for a name that always has a value."""


def meaning(book: Book, flow: str, name: str, extra: Collection[str] = ()) -> str | None:
    """The qualified slot that `name` (or `name.attribute`) reads from `flow`; KNOWN for a name
    that the engine gives; None if nothing has this name. The order is that of Scope.name."""
    head, _, rest = name.partition(".")
    if head in ENGINE_NAMES or head in extra:
        return KNOWN
    if head in book.flows[flow].slots:
        return f"{flow}.{head}"
    slot = rest.partition(".")[0]
    if head in book.flows and slot in book.flows[head].slots:
        return f"{head}.{slot}"
    return None


def written_slot(book: Book, flow: str, name: str) -> str | None:
    """The qualified slot that `set`, `write` or `ask` mean by `name`; None if there is none."""
    owner, _, slot = name.rpartition(".")
    owner = owner or flow
    known = owner in book.flows and slot in book.flows[owner].slots
    return f"{owner}.{slot}" if known else None


def trouble(book: Book, flow: str, path: Path_, what: str, hint: str) -> Problem:
    """A problem at a place of a flow's file."""
    source = book.sources[flow]
    return Problem(source.file, source.line(*path), what, hint)
