"""`{expression}` and `{expression|format}` in the texts of flows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.expression import Expression, ExpressionError

PLACEHOLDER = re.compile(r"\{([^{}|]+)(?:\|(\w+))?\}")


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
