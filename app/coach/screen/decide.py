"""Bring the evidence of a message together into one `Screening`."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.coach.screen.model import model
from app.coach.screen.normalise import normalise
from app.coach.screen.rules import Rule, rule_book

CLASSES = (
    "none",
    "self_harm",
    "violence_victim",
    "violence_perpetrator",
    "child_risk",
    "emergency",
)
_RULE_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Screening:
    """What the screen thinks of a text.

    `label` is one of `CLASSES`, `confidence` is between 0 and 1, `reason` names the rules or the
    model that decided; it never holds words of the person.
    """

    label: str
    confidence: float
    reason: str


def screen(text: str, locale: str = "en") -> Screening:
    """Screen one incoming text of any length; the rules of all languages are always applied.

    `locale` is accepted for callers that know it; people switch languages under stress, so it
    does not narrow what is looked for.
    """
    book = rule_book()
    plain = book.without_idioms(normalise(text, book.vocabulary.words()))
    found = book.matches(plain)
    chances = model().probabilities(plain)
    risk = 1 - chances["none"]
    if found:
        names = ", ".join(rule.name for rule in found)
        return Screening(_label(found, chances), max(_RULE_CONFIDENCE, risk), names)
    if risk >= model().alarm:
        label = max((label for label in CLASSES if label != "none"), key=lambda one: chances[one])
        return Screening(label, risk, f"model.{label}")
    return Screening("none", chances["none"], "no rule, no model alarm")


def _label(found: tuple[Rule, ...], chances: Mapping[str, float]) -> str:
    """Danger now comes first; between other rules that matched, the model's order decides."""
    labels = {rule.label for rule in found}
    if "emergency" in labels:
        return "emergency"
    return max(sorted(labels), key=lambda label: chances[label])
