"""Small list work for flows."""

from collections.abc import Mapping

from app.engine.model import Value
from app.engine.tools import Context, Function


def named(_: Context, nudges: list[Mapping[str, Value]], name: str) -> list[Mapping[str, Value]]:
    """The nudges of this name."""
    return [nudge for nudge in nudges if nudge["name"] == name]


def last(_: Context, items: list[Value]) -> Value:
    """The last item, or None."""
    return items[-1] if items else None


def all_but_last(_: Context, items: list[Value]) -> list[Value]:
    """The list without its last item."""
    return items[:-1]


FUNCTIONS: Mapping[str, Function] = {
    "named": named,
    "last": last,
    "all_but_last": all_but_last,
}
