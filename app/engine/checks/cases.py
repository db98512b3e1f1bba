"""Whether guards cover every case, by trying all values of the slots that they read."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import product
from math import prod

from app.engine.checks.names import meaning
from app.engine.expression import BUILT_IN, Expression
from app.engine.flow import Slot
from app.engine.loader import Book
from app.engine.model import Value

MAX_CASES = 20_000
"""Cases that are tried; guards over more need a last branch without a guard."""

Case = Mapping[str, Value]


def values_of(slot: Slot, *, can_be_unset: bool) -> list[Value] | None:
    """All values of a slot, None among them if it can be unset; None if they are endless."""
    found: list[Value]
    if slot.type == "choice":
        found = [option.value for option in slot.options]
    elif slot.type == "boolean":
        found = [True, False]
    elif slot.type == "scale":
        found = list(range(slot.min or 0, (10 if slot.max is None else slot.max) + 1))
    else:
        return None
    return [*found, None] if can_be_unset and slot.default is None else found


def open_case(
    book: Book, flow: str, guards: Sequence[Expression], filled: Collection[str]
) -> Case | None:
    """A case in which no guard holds, by slot name; None if every case is covered. `filled` are
    the qualified slots that cannot be none here.

    Raises EndlessCases when the guards read something that cannot be tried out.
    """
    domains = _domains(book, flow, guards, filled)
    names = list(domains)
    for values in product(*domains.values()):
        case = dict(zip(names, values, strict=True))
        if not any(_holds(guard, case) for guard in guards):
            return case
    return None


class EndlessCases(Exception):
    """The guards read something whose values cannot be listed; the message names it."""


def is_covered(
    book: Book, flow: str, guards: Sequence[Expression], filled: Collection[str]
) -> bool:
    """True if it is certain that one of the guards holds in every case."""
    try:
        return open_case(book, flow, guards, filled) is None
    except EndlessCases:
        return False


def _domains(
    book: Book, flow: str, guards: Iterable[Expression], filled: Collection[str]
) -> dict[str, list[Value]]:
    domains: dict[str, list[Value]] = {}
    for guard in guards:
        if unknown := guard.calls - set(BUILT_IN):
            raise EndlessCases(f"{min(unknown)}()")
        for name in sorted(guard.reads):
            place = meaning(book, flow, name)
            owner, _, slot_name = (place or "").partition(".")
            slot = book.slot(owner, slot_name) if place else None
            values = values_of(slot, can_be_unset=place not in filled) if slot else None
            if values is None:
                raise EndlessCases(name)
            domains[name] = values
    if prod(map(len, domains.values())) > MAX_CASES:
        raise EndlessCases(", ".join(domains))
    return domains


def _holds(guard: Expression, case: Case) -> bool:
    return bool(guard.evaluate(_finder(case), {}))


def _finder(case: Case) -> Callable[[str], Value]:
    """Finds names in a case; `person.unsafe` is looked up as attribute of `person`."""

    def find(name: str) -> Value:
        if name in case:
            return case[name]
        inner = {n.partition(".")[2]: v for n, v in case.items() if n.startswith(f"{name}.")}
        if not inner:
            raise KeyError(name)
        return inner

    return find


def say_case(case: Case) -> str:
    """The case in words."""
    parts = [f"{name} is {'unset' if value is None else value}" for name, value in case.items()]
    return ", ".join(parts) or "any case"
