"""The functions that flow files can call, by name. Each is pure and gets a Context first."""

from collections.abc import Mapping

from app.coach.functions import apologies, lists, safety, space, times
from app.engine.tools import Function

FUNCTIONS: Mapping[str, Function] = {
    **times.FUNCTIONS,
    **lists.FUNCTIONS,
    **space.FUNCTIONS,
    **apologies.FUNCTIONS,
    **safety.FUNCTIONS,
}
