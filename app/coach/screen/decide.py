"""Bring the evidence of a message together into one `Screening`."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.coach.lerner.language import is_english
from app.coach.lerner.reading import read
from app.coach.screen.evidence import HARMLESS, Evidence, first_look, readable, second_look
from app.coach.screen.model import model
from app.coach.screen.rules import Rule
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
    told = [look for look in looks if any(_is_enough(rule, locale) for rule in look.rules)]
    if told:
        worst = max(told, key=lambda look: look.risk)
        return Screening(_ruled(worst), max(_RULE_CONFIDENCE, worst.risk), _names(worst))
    if not _is_english(locale):
        return Screening(HARMLESS, _RULE_CONFIDENCE, "no rule")
    still_open = sorted((look for look in looks if look.open), key=lambda look: -look.risk)
    worst = max(
        (second_look(look) for look in still_open[:_MOST_LOOKS]),
        key=lambda look: look.risk,
        default=max(looks, key=lambda look: look.risk),
    )
    if worst.risk < model().alarm or (not worst.rules and not is_english(read(text))):
        return Screening(HARMLESS, 1 - worst.risk, "no alarm")
    return Screening(worst.label, worst.risk, _names(worst) or f"model.{worst.label}")


def _sentences_that_meet_rules(whole: Evidence) -> Iterator[Evidence]:
    """Looks at single sentences: what a rule saw in one may drown in a long calm letter."""
    if whole.rules:
        looks = map(first_look, sentences(whole.window))
        yield from (look for look in looks if look.rules)


def _is_enough(rule: Rule, locale: str) -> bool:
    """Whether a rule alone raises the alarm: nothing else has learnt its language."""
    return not _is_english(locale) or rule.foreign


def _is_english(locale: str) -> bool:
    return locale.lower().startswith("en")


def _ruled(look: Evidence) -> str:
    """Danger now comes first; between other rules that matched, the model's order decides."""
    labels = {rule.label for rule in look.rules}
    return _URGENT if _URGENT in labels else max(sorted(labels), key=lambda name: look.odds[name])


def _names(look: Evidence) -> str:
    return ", ".join(rule.name for rule in look.rules)
