"""Names, guards and texts as seen from one flow at one moment."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from app.engine.expression import Expression
from app.engine.loader import Book
from app.engine.model import Event, Value
from app.engine.placeholders import PLACEHOLDER
from app.engine.tools import Context, TimeRead, Tools

FORMATS = ("when", "duration", "label", "lines", "lower", "sentence")
"""What can stand behind the bar in `{slot|format}`."""


class Scope:
    """Evaluates expressions and renders texts for `flow`.

    Names are looked for in `extra` (the item of a list, the round of a breath), then among the
    flow's own slots, then among flows (`person.partner`).
    """

    def __init__(
        self,
        book: Book,
        tools: Tools,
        event: Event,
        slots: Mapping[str, Mapping[str, Value]],
        flow: str,
        extra: Mapping[str, Value],
    ) -> None:
        self.book = book
        self.tools = tools
        self.flow = flow
        self._event = event
        self._slots = slots
        self._extra = extra
        person = slots.get("person", {})
        self.locale = str(person.get("locale") or "en")
        self.timezone = str(person.get("timezone") or "UTC")
        self.now = event.now

    def with_extra(self, **extra: Value) -> "Scope":
        """The same scope with more names."""
        more = {**self._extra, **extra}
        return Scope(self.book, self.tools, self._event, self._slots, self.flow, more)

    def name(self, name: str) -> Value:
        """The value of a name; None for a slot that is not set."""
        if name in self._extra:
            return self._extra[name]
        flow = self.book.flows.get(self.flow)
        if flow and name in flow.slots:
            return self._slots.get(self.flow, {}).get(name, flow.slots[name].default)
        if name in self.book.flows:
            owner = self.book.flows[name]
            defaults = {slot: spec.default for slot, spec in owner.slots.items()}
            return {**defaults, **self._slots.get(name, {})}
        raise KeyError(name)

    def value(self, expression: Expression) -> Value:
        """The value of an expression."""
        context = Context(self.now, self.timezone, self.locale, self._event.seed, self._slots)
        functions: dict[str, Callable[..., Value]] = {
            name: partial(self.tools.functions[name], context)
            for name in expression.calls
            if name in self.tools.functions
        }
        functions["words"] = self.render
        return expression.evaluate(self.name, functions)

    def holds(self, guard: Expression | None) -> bool:
        """True if there is no guard or it is true."""
        return guard is None or bool(self.value(guard))

    def pick(self, variants: list[str]) -> str:
        """One of several wordings, the same for the same seed, rendered."""
        chosen = Random(f"{self._event.seed}:{variants[0]}").choice(variants)
        return self.render(chosen)

    def phrase(self, name: str, **extra: Value) -> str:
        """Words of the engine's own, by name (see flow.PHRASES)."""
        return self.with_extra(**extra).pick(self.book.phrase(name))

    def render(self, text: str) -> str:
        """The text in the person's locale with its placeholders filled in."""
        translated = self.book.translate(text, self.locale)
        return PLACEHOLDER.sub(self._fill, translated).strip()

    def _fill(self, match: re.Match[str]) -> str:
        expression = Expression(match[1])
        value = self.value(expression)
        words = self.format(value, match[2], expression)
        opens = match[2] == "when" and match.start() == 0
        return words[:1].upper() + words[1:] if opens else words

    def format(self, value: Value, how: str | None, expression: Expression) -> str:
        """The value as words."""
        if value is None:
            return ""
        if how == "when":
            return self.tools.say_time(moment_of(value), self.now, self.timezone, self.locale)
        if how == "duration":
            return self.tools.say_duration(timedelta(seconds=float(value)), self.locale)
        if how == "label":
            return self._label(value, expression)
        if how == "lines":
            return "\n".join(f"• {item}" for item in value)
        return _as_words(str(value), how)

    def _label(self, value: Value, expression: Expression) -> str:
        slot = self.book.slot(self.flow, expression.text)
        options = slot.options if slot else []
        labels = {option.value: option.label for option in options}
        return self.book.translate(labels.get(str(value), str(value)), self.locale)


def _as_words(text: str, how: str | None) -> str:
    if how == "lower":
        return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text
    if how == "sentence":
        text = text[:1].upper() + text[1:]
        return text if text.endswith((".", "!", "?", "…")) else text + "."
    return text


def time_value(read: TimeRead, timezone: str) -> dict[str, Value]:
    """A time slot's value: the moment in `at`; for a clock time also the local time that was said,
    in `wall`; what else it could mean, in `others`."""
    wall = wall_of(read.at, timezone) if read.kind == "clock" else None
    others = [{"at": other.isoformat()} for other in read.ambiguous]
    return {"at": read.at.isoformat(), "wall": wall, "others": others}


def wall_of(moment: datetime, timezone: str) -> str:
    """What a clock on the wall shows at this moment, as ISO text without a zone."""
    return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None).isoformat()


def moment_of(value: Value) -> datetime:
    """The aware moment in a time slot's value: a mapping with `at`, or an ISO text."""
    return datetime.fromisoformat(value["at"] if isinstance(value, Mapping) else str(value))
