"""Bring the evidence of a message together into one `Screening`."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.coach.screen.model import model
from app.coach.screen.normalise import normalise
from app.coach.screen.rules import Rule, rule_book
from app.coach.screen.windows import windows

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
    """Screen one incoming text of any length; the rules of all languages are always applied, since
    people switch languages under stress.

    The model learnt English only: under another `locale` it does not raise an alarm by itself, for
    it would take unknown words for danger.
    """
    book = rule_book()
    plain = book.without_idioms(normalise(text, book.vocabulary.words()))
    views = [_look(window) for window in dict.fromkeys(windows(plain))]
    by_rule = [view for view in views if view.rules]
    if by_rule:
        rules = dict.fromkeys(rule for view in by_rule for rule in view.rules)
        worst = max(by_rule, key=lambda view: (view.urgent, view.risk))
        names = ", ".join(rule.name for rule in rules)
        return Screening(worst.label, max(_RULE_CONFIDENCE, worst.risk), names)
    worst = max(views, key=lambda view: view.risk)
    if worst.risk >= model().alarm and locale.lower().startswith("en"):
        return Screening(worst.label, worst.risk, f"model.{worst.label}")
    return Screening("none", 1 - worst.risk, "no rule, no model alarm")


@dataclass(frozen=True, slots=True)
class _View:
    """What one window of the text shows; `label` is the class it would have if it is risky."""

    rules: tuple[Rule, ...]
    label: str
    risk: float

    @property
    def urgent(self) -> bool:
        return self.label == "emergency"


def _look(window: str) -> _View:
    rules = rule_book().matches(window)
    chances = model().probabilities(window)
    return _View(rules, _label(rules, chances), 1 - chances["none"])


def _label(rules: tuple[Rule, ...], chances: Mapping[str, float]) -> str:
    """Danger now comes first; between other rules that matched, the model's order decides."""
    labels = {rule.label for rule in rules} or set(CLASSES) - {"none"}
    if rules and "emergency" in labels:
        return "emergency"
    return max(sorted(labels), key=lambda label: chances[label])
