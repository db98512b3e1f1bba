"""Bring the evidence of a message together into one `Screening`."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.coach.lerner.language import is_english
from app.coach.lerner.reading import read
from app.coach.screen.evidence import HARMLESS, Evidence, first_look, readable, second_look
from app.coach.screen.model import model
from app.coach.screen.windows import sentences, windows

CLASSES = (
    "none",
    "self_harm",
    "violence_victim",
    "violence_perpetrator",
    "child_risk",
    "emergency",
)
_RULE_CONFIDENCE = 0.95
_URGENT = "emergency"
_MOST_LOOKS = 8
"""So many windows of a long text, the likeliest, are read by the encoder."""


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

    The models learnt English only: under another `locale`, and in a text that is not English, the
    rules alone raise an alarm, for the models would take unknown words for danger.
    """
    looks = [first_look(window) for window in dict.fromkeys(windows(readable(text)))]
    looks += [look for whole in looks for look in _sentences_that_meet_rules(whole)]
    english = locale.lower().startswith("en")
    told = [look for look in looks if any(rule.foreign or not english for rule in look.rules)]
    if told:
        worst = max(told, key=lambda look: look.risk)
        return Screening(_ruled(worst), max(_RULE_CONFIDENCE, worst.risk), _names(worst))
    if not english:
        return Screening(HARMLESS, _RULE_CONFIDENCE, "no rule")
    still_open = sorted((look for look in looks if look.open), key=_weight, reverse=True)
    worst = max(
        map(second_look, still_open[:_MOST_LOOKS]), key=_weight, default=max(looks, key=_weight)
    )
    certain, risk = _weight(worst)
    if certain:
        return Screening(worst.label, max(_RULE_CONFIDENCE, risk), _names(worst))
    if risk < model().alarm or (not worst.rules and not is_english(read(text))):
        return Screening(HARMLESS, 1 - risk, "no alarm")
    return Screening(worst.label, risk, _names(worst) or f"model.{worst.label}")


def _sentences_that_meet_rules(whole: Evidence) -> Iterator[Evidence]:
    """Looks at single sentences: what a rule saw in one may drown in a long calm letter."""
    if whole.rules:
        looks = map(first_look, sentences(whole.window))
        yield from (look for look in looks if look.rules)


def _weight(look: Evidence) -> tuple[bool, float]:
    """Whether a rule is enough alone, and the risk; the greater of two looks decides."""
    return any(rule.enough for rule in look.rules), look.risk


def _ruled(look: Evidence) -> str:
    """Danger now comes first; between other rules that matched, the model's order decides."""
    labels = {rule.label for rule in look.rules}
    return _URGENT if _URGENT in labels else max(sorted(labels), key=lambda name: look.odds[name])


def _names(look: Evidence) -> str:
    return ", ".join(rule.name for rule in look.rules)
