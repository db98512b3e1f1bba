"""What speaks for danger in one window of a message: rules, a linear model, an encoder."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.coach.screen.encoder import encoder
from app.coach.screen.features import features
from app.coach.screen.model import model
from app.coach.screen.normalise import SENTENCE_END, normalise
from app.coach.screen.rules import Rule, rule_book

HARMLESS = "none"
_SURELY_HARMLESS = -4.0
"""Below these odds by the linear model the encoder, which takes far longer, is not asked."""
_ENCODERS_SHARE = 0.7
"""Of the joint odds; the linear model's is the rest. Chosen on texts that neither has learnt."""
_SURELY_DANGER = 3.5
"""From these odds by a rule and the linear model together, the encoder cannot talk it away."""
_LEAST = 1e-6
_TWO_ENDS = f" {SENTENCE_END} {SENTENCE_END} "


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one window shows: the rules it meets, and the logarithm of the odds of each label."""

    window: str
    rules: tuple[Rule, ...]
    odds: Mapping[str, float]

    @property
    def risk(self) -> float:
        """The probability, 0 to 1, that the window tells of danger."""
        return 1 / (1 + math.exp(self.odds[HARMLESS]))

    @property
    def label(self) -> str:
        """The kind of danger, if it is one."""
        risky = [label for label in self.odds if label != HARMLESS]
        return max(risky, key=lambda label: self.odds[label])

    @property
    def open(self) -> bool:
        """Whether it is not surely harmless."""
        return bool(self.rules) or -self.odds[HARMLESS] > _SURELY_HARMLESS


def readable(text: str) -> str:
    """`text` as the rules, the model and the encoder read it: plain words."""
    return normalise(text, rule_book().vocabulary.words())


def seen(window: str) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """The rules that a window meets, harmless turns of phrase set aside, and its features."""
    book = rule_book()
    without = book.without_idioms(window)
    rules = book.matches(without)
    return rules, features(window, rules, idiom=without != window)


def first_look(window: str) -> Evidence:
    """What the rules and the linear model say of a window."""
    rules, found = seen(window)
    return Evidence(window, rules, model().odds(found))


def second_look(evidence: Evidence) -> Evidence:
    """The same with the encoder's voice."""
    shares = encoder().probabilities(_as_learnt(evidence.window))
    risk = math.log(max(_LEAST, 1 - shares[HARMLESS]) / max(_LEAST, shares[HARMLESS]))
    heard = {label: math.log(max(_LEAST, share)) for label, share in shares.items()}
    heard[HARMLESS] = -risk
    odds = {
        label: _ENCODERS_SHARE * heard[label] + (1 - _ENCODERS_SHARE) * odd
        for label, odd in evidence.odds.items()
    }
    if evidence.rules and -evidence.odds[HARMLESS] > _SURELY_DANGER:
        odds[HARMLESS] = min(odds[HARMLESS], evidence.odds[HARMLESS])
    return Evidence(evidence.window, evidence.rules, odds)


def _as_learnt(window: str) -> str:
    """`window` with the marks at its end as whole texts have them: a window adds one."""
    return window.removesuffix(f" {SENTENCE_END} ") if window.endswith(_TWO_ENDS) else window
