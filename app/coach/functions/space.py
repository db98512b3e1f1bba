"""The space check for flows."""

from collections.abc import Mapping

from app.coach.space import lacks
from app.engine.tools import Context, Function


def space_lacks(context: Context, message: str) -> list[str]:
    """What a space message does not say: any of "reassurance", "duration", "return"."""
    return list(lacks(message, context.now, context.timezone, context.locale))


FUNCTIONS: Mapping[str, Function] = {"space_lacks": space_lacks}
