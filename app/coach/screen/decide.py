"""Bring the evidence of a message together into one `Screening`."""

from dataclasses import dataclass

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
# When a text tells of several dangers, the first of these decides which words meet the person.
_PRECEDENCE = ("emergency", "child_risk", "self_harm", "violence_victim", "violence_perpetrator")
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
    if not found:
        return Screening("none", 1.0, "no rule")
    label = _most_urgent(found)
    return Screening(label, _RULE_CONFIDENCE, ", ".join(rule.name for rule in found))


def _most_urgent(found: tuple[Rule, ...]) -> str:
    labels = {rule.label for rule in found}
    return next(label for label in _PRECEDENCE if label in labels)
