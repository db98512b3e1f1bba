"""What the names in an expression or a text mean, as seen from one flow."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.engine.expression import Expression, ExpressionError
from app.engine.loader import Book, Path_, Problem
from app.engine.scope import PLACEHOLDER

ENGINE_NAMES = frozenset({"suspended", "nudges"})
"""Names that the engine gives in every state; see app.engine.walk."""
ITEM = frozenset({"item"})
ROUND = frozenset({"round", "rounds"})

KNOWN = ""
"""Stands for a name that always has a value."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{expression|format}` in a text. `expression` is None where it cannot be read, and `fault`
    then says why."""

    written: str
    expression: Expression | None
    format: str | None
    fault: str = ""


def placeholders(text: str) -> Iterator[Placeholder]:
    """The placeholders of a text in order."""
    for match in PLACEHOLDER.finditer(text):
        try:
            yield Placeholder(match[0], Expression(match[1]), match[2])
        except ExpressionError as error:
            yield Placeholder(match[0], None, match[2], str(error))


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
