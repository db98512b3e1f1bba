"""What the linear model sees of a normalised message: words, concepts, and pieces of words.

Training (`bench/safety_train.py`) and the running screen both take their features from here, so
they cannot drift apart. What the rules say is a feature among others: how far each is to be
trusted is learnt. A feature is a short string:

- ``w:hit`` a word; ``w:hit me`` two in a row;
- ``c:HE STRIKE me`` one to four tokens in a row with words of a concept replaced by its name;
- ``s:HE|me`` an ordered pair of concepts or pronouns at most five tokens apart;
- ``n:slap`` four or five letters of a word, its ends marked by ``<`` and ``>``;
- ``q:he me`` two words with one or two between them;
- ``r:...`` the name of a rule that matched, or its label, or that none did; ``i:idiom`` a harmless
  turn of phrase stands in the message.
"""

import functools
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from app.coach.screen.normalise import SENTENCE_END
from app.coach.screen.rules import Rule

_PHRASES = Path(__file__).resolve().parent / "phrases"
_PAIR_REACH = 5
_SKIP_REACH = 3
_KEPT = frozenset("i me my we us not never if you".split())


@functools.cache
def _concepts() -> dict[str, str]:
    raw = yaml.safe_load((_PHRASES / "concepts.yaml").read_text(encoding="utf-8"))
    return {word: concept for concept, words in raw.items() for word in words.split()}


def features(plain: str, rules: Sequence[Rule], *, idiom: bool) -> frozenset[str]:
    """The features of a normalised text that met `rules`, and holds a harmless `idiom` or not; how
    often each occurs does not matter."""
    tokens = [token for token in plain.split() if token != SENTENCE_END]
    concepts = [_concepts().get(token, token) for token in tokens]
    parts = (
        _words(tokens),
        _skips(tokens),
        _runs(concepts),
        _pairs(concepts),
        _pieces(tokens),
        _matched(rules, idiom=idiom),
    )
    return frozenset(feature for part in parts for feature in part)


def _matched(rules: Sequence[Rule], *, idiom: bool) -> Iterator[str]:
    for rule in rules:
        yield f"r:{rule.name}"
        yield f"r:{rule.label}"
    yield "r:any" if rules else "r:none"
    if idiom:
        yield "i:idiom"


def _skips(tokens: list[str]) -> Iterator[str]:
    for place, token in enumerate(tokens):
        for other in tokens[place + 2 : place + 1 + _SKIP_REACH]:
            yield f"q:{token} {other}"


def _words(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        yield f"w:{token}"
    for first, second in itertools.pairwise(tokens):
        yield f"w:{first} {second}"


def _runs(concepts: list[str]) -> Iterator[str]:
    for size in (1, 2, 3, 4):
        for start in range(len(concepts) - size + 1):
            run = concepts[start : start + size]
            if size == 1 or any(token.isupper() for token in run) or size == 3:
                yield "c:" + " ".join(run)


def _pairs(concepts: list[str]) -> Iterator[str]:
    marked = [
        (place, token) for place, token in enumerate(concepts) if token.isupper() or token in _KEPT
    ]
    for index, (place, token) in enumerate(marked):
        for other_place, other in marked[index + 1 : index + 1 + _PAIR_REACH]:
            if other_place - place <= _PAIR_REACH:
                yield f"s:{token}|{other}"


def _pieces(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        word = f"<{token}>"
        for size in (4, 5):
            for start in range(len(word) - size + 1):
                yield f"n:{word[start : start + size]}"
