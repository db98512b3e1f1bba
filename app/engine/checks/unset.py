"""Slots that are read where they may not be set yet."""

from collections.abc import Iterator

from app.engine.checks.assigned import Assigned, Facts
from app.engine.checks.expressions import arguments, text_names
from app.engine.checks.implied import filled_if, passed, tested
from app.engine.checks.names import KNOWN, meaning, trouble, written_slot
from app.engine.expression import Expression
from app.engine.flow import Choice, Do, Flow, State
from app.engine.loader import Book, Path_, Problem
from app.engine.placeholders import placeholders


def check_unset(book: Book, facts: Assigned) -> Iterator[Problem]:
    """One problem for every slot and place where a path leads there that has not set it."""
    for name in facts.before:
        flow, _, state = name.partition(".")
        yield from _Reader(book, book.flows[flow], facts).state(state, facts.before[name])


class _Reader:
    """Reads one flow's states as the engine does, in its order."""

    def __init__(self, book: Book, flow: Flow, assigned: Assigned) -> None:
        self.book = book
        self.flow = flow
        self.assigned = assigned

    def state(self, name: str, facts: Facts) -> Iterator[Problem]:
        """The problems of one state that is entered with these facts."""
        spec = self.flow.states[name]
        at: Path_ = ("states", name)
        for index, op in enumerate(spec.do):
            yield from self._action((*at, "do", index), op, facts)
            facts = facts | self.assigned.after_actions(self.flow.id, spec.do[: index + 1], facts)
        for index, variants in enumerate(spec.say):
            for number, text in enumerate(variants):
                yield from self._text((*at, "say", index, number), text, facts)
        for index, choice in enumerate(spec.choices):
            yield from self._choice((*at, "choices", index), choice, facts)
        for index, beat in enumerate(spec.pace.beats if spec.pace else ()):
            yield from self._text((*at, "pace", "beats", index, "say"), beat.say, facts)
        yield from self._branches(at, spec, self._left(spec, facts))

    def _left(self, spec: State, facts: Facts) -> Facts:
        asked = written_slot(self.book, self.flow.id, spec.ask) if spec.ask else None
        facts = facts | {asked} if asked else facts
        own = f"{spec.call}."
        ends = self.assigned.ends.get(spec.call or "", frozenset())
        return facts | {fact for fact in ends if fact.startswith(own)}

    def _branches(self, at: Path_, spec: State, facts: Facts) -> Iterator[Problem]:
        for index, branch in enumerate(spec.then):
            if branch.when:
                yield from self._read((*at, "then", index, "when"), branch.when, facts)
                facts = facts | self._known(branch.when, holds=False)

    def _action(self, at: Path_, op: Do, facts: Facts) -> Iterator[Problem]:
        if op.when:
            yield from self._read((*at, "when"), op.when, facts)
            facts = facts | self._known(op.when, holds=True)
        for slot, value in (op.set or {}).items():
            yield from self._read((*at, "set", slot), value, facts)
        for slot, variants in (op.write or {}).items():
            for text in variants:
                yield from self._text((*at, "write", slot), text, facts)
        for path, value in arguments(op):
            yield from self._read((*at, *path), value, facts)
        if op.draft:
            yield from self._text((*at, "draft", "text"), op.draft.text, facts)
        if op.appointment:
            for key in ("title", "say"):
                text = getattr(op.appointment, key)
                yield from self._text((*at, "appointment", key), text, facts)
        if op.nudge:
            yield from self._text((*at, "nudge", "about"), op.nudge.about, facts)
            kept = facts & {f"{self.flow.id}.{slot}" for slot in op.nudge.keep}
            hint = "a nudge knows later only what `keep` lists"
            yield from self._text((*at, "nudge", "say"), op.nudge.say, kept, hint)

    def _choice(self, at: Path_, choice: Choice, facts: Facts) -> Iterator[Problem]:
        if choice.each:
            yield from self._read((*at, "each"), choice.each, facts)
        if choice.when:
            yield from self._read((*at, "when"), choice.when, facts)
            facts = facts | self._known(choice.when, holds=True)
        yield from self._text((*at, "label"), choice.label, facts)
        for slot, value in choice.set.items():
            yield from self._read((*at, "set", slot), value, facts)
            filled = written_slot(self.book, self.flow.id, slot)
            facts = facts | {filled} if filled else facts

    def _known(self, guard: Expression, *, holds: bool) -> Facts:
        names = filled_if(guard, holds=holds)
        places = (meaning(self.book, self.flow.id, name) for name in names)
        return frozenset(place for place in places if place)

    def _text(self, path: Path_, text: str, facts: Facts, hint: str = "") -> Iterator[Problem]:
        for found in placeholders(text):
            if found.expression:
                yield from self._read(path, found.expression, facts, hint)

    def _read(
        self, path: Path_, expression: Expression, facts: Facts, hint: str = ""
    ) -> Iterator[Problem]:
        extra = text_names(path, self.flow)
        names = tested(expression, guard=path[-1] == "when")
        asked = {meaning(self.book, self.flow.id, name, extra) for name in names}
        for name in sorted(expression.reads):
            place = meaning(self.book, self.flow.id, name, extra)
            if place in (None, KNOWN) or place in facts | asked:
                continue
            if self._may_be_unset(str(place), name, expression):
                what = f"`{name}` may not be set yet when this is read"
                tip = hint or f"set or ask it on every way here, or test it: `{name} or '...'`"
                yield trouble(self.book, self.flow.id, path, what, tip)

    def _may_be_unset(self, place: str, name: str, expression: Expression) -> bool:
        owner, _, slot_name = place.partition(".")
        slot = self.book.flows[owner].slots[slot_name]
        if slot.default is not None:
            return False
        return not (slot.keep and name in passed(expression))
