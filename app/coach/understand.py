"""What does this person want? From free text to one of the coach's intents, with a reason.

Two readers agree on an answer: a linear model trained on the authored phrases, which generalises,
and the nearest authored phrase, which makes a phrase count from the moment a writer adds it. Both
work offline and in milliseconds; `docs/decisions/understanding.md` has the measurements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.coach.intents.features import Reader, reader_for
from app.coach.intents.model import LinearModel, model_for
from app.coach.intents.nearest import Match, PhraseIndex
from app.coach.intents.phrases import BASE_LOCALE, TOLD, phrasebook, served_locales

INTENTS = (
    "pause",
    "space",
    "waiting",
    "apology",
    "receive",
    "circle_back",
    "name_it",
    "kit",
    "curiosity",
    "village",
    "me_time",
    "reminders",
    "progress",
    "privacy",
    "language",
    "timezone",
    "link",
    "help",
    "stop",
    "greeting",
    "other",
)

CONFIDENT = 0.6
"""From here on, go."""
UNSURE = 0.25
"""From here on, offer two or three buttons; below, say honestly that it was not understood."""

_ALTERNATIVES = 3
_TRACE = 0.01
"""Alternatives less likely than this are not worth a button."""
_REASONS = 3
_NEAR = 0.5
"""Nearness to a phrase from which it adds weight; at 1 the phrase alone decides."""
_TOLD_HOME, _TOLD_SHARE = "name_it", 0.5
"""What is merely told has its home where one names what happened, but never with confidence."""
_SWITCH = 0.35
"""Another language must know this much more of the words before the text is read in it."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One reading of a text.

    `confidence` is between 0 and 1; `alternatives` are the next best (intent, confidence), highest
    first. `reason` names the authored phrase or the features that decided, for an explanation: it
    holds no more of the person's words than those features.
    """

    intent: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class _Language:
    reader: Reader
    model: LinearModel
    index: PhraseIndex
    vocabulary: frozenset[str]

    def knows(self, text: str) -> float:
        """Share of the words of `text` that occur in this language's phrases, 0 to 1."""
        words = self.reader.words(text)
        return sum(word in self.vocabulary for word in words) / len(words) if words else 0.0


def understand(text: str, locale: str = BASE_LOCALE) -> Understanding:
    """Read `text` as a wish for one of `INTENTS`.

    `locale` is the person's language ("en", "es-MX"); a text that is plainly in another served
    language is read in that one. A story or an answer ("I yelled at him") is never confident.
    """
    language = _language_of(text, locale)
    words = language.reader.words(text)
    if not words:
        return Understanding("other", 0.0, (), "no words")
    features = language.reader.features(text)
    match = language.index.nearest(words)
    shares = _blend(language.model.probabilities(features), match)
    ranked = sorted(_home_what_is_told(shares).items(), key=lambda item: (-item[1], item[0]))
    (intent, confidence), *rest = ranked
    return Understanding(
        intent,
        round(confidence, 3),
        tuple((name, round(share, 3)) for name, share in rest[:_ALTERNATIVES] if share >= _TRACE),
        _reason(language.model, features, match, max(shares, key=lambda name: shares[name])),
    )


def _blend(probabilities: Mapping[str, float], match: Match | None) -> dict[str, float]:
    """Move weight towards the label of the nearest phrase, the more the nearer it is."""
    if match is None or match.nearness < _NEAR:
        return dict(probabilities)
    weight = (match.nearness - _NEAR) / (1 - _NEAR)
    shares = {name: (1 - weight) * share for name, share in probabilities.items()}
    shares[match.label] = shares.get(match.label, 0.0) + weight
    return shares


def _home_what_is_told(shares: Mapping[str, float]) -> dict[str, float]:
    homed = {name: share for name, share in shares.items() if name != TOLD}
    homed[_TOLD_HOME] = homed.get(_TOLD_HOME, 0.0) + _TOLD_SHARE * shares.get(TOLD, 0.0)
    return homed


def _reason(model: LinearModel, features: frozenset[str], match: Match | None, label: str) -> str:
    if match is not None and match.label == label and match.nearness >= _NEAR:
        return f"phrase: {match.phrase}"
    if label not in model.labels:
        return "nothing known"
    strongest = model.strongest(features, label, _REASONS)
    return "features: " + ", ".join(strongest) if strongest else "nothing known"


def _language_of(text: str, locale: str) -> _Language:
    own = locale.replace("_", "-").split("-")[0].lower()
    if own not in served_locales():
        own = BASE_LOCALE
    own_share = _language(own).knows(text)
    others = {name: _language(name).knows(text) for name in served_locales() if name != own}
    best = max(others, key=lambda name: (others[name], name), default=own)
    if others.get(best, 0.0) >= own_share + _SWITCH:
        return _language(best)
    return _language(own)


@cache
def _language(locale: str) -> _Language:
    book = phrasebook(locale)
    reader = reader_for(book)
    entries = [
        (label, phrase, reader.words(phrase))
        for label, phrases in book.phrases.items()
        for phrase in phrases
    ]
    vocabulary = frozenset(word for _, _, words in entries for word in words)
    return _Language(reader, model_for(locale), PhraseIndex(entries), vocabulary)
