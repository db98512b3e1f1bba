"""Bring a message, however it was typed, into the plain words that the rules are written in.

The result is one string of lower-case tokens, each between single spaces, with ``.`` as a token
around every sentence: ``" . he hit me . i am scared . "``. Contractions are opened, slang,
common typing mistakes, digits used as letters and stretched letters are undone, a few emoji become
words, accents are dropped. Every step is linear in the length of the message.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

SENTENCE_END = "."

_PHRASES = Path(__file__).resolve().parent / "phrases"
_TOKEN = re.compile(r"[a-z0-9@$_']+(?:![a-z0-9@$_']+)*|[.!?;:\n…]")
_SPELLED_OUT = re.compile(r"\b(?:[a-z][ .\-*]){3,24}[a-z]\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_LEET = str.maketrans("013457@$!", "oieastasi")
_ENDINGS = (
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'d", " would"),
    ("'m", " am"),
)
# After these, 's is a verb; after a name or a noun it is far more often possession.
_IS_AFTER = frozenset("he she it that there what who here everyone nobody someone".split())
_IRREGULAR = {"can't": "can not", "won't": "will not", "shan't": "shall not", "let's": "let us"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """Replacements, as read from ``spelling.yaml``: whole tokens, and single characters."""

    whole: dict[str, str]
    emoji: dict[int, str]


@functools.cache
def spelling() -> Spelling:
    """The table of replacements shipped with the package."""
    raw = yaml.safe_load((_PHRASES / "spelling.yaml").read_text(encoding="utf-8"))
    emoji = {ord(symbol): f" {word} " for symbol, word in raw["emoji"].items()}
    return Spelling(whole=dict(raw["whole"]), emoji=emoji)


def normalise(text: str, known: frozenset[str]) -> str:
    """Return `text` as spaced plain tokens (see the module).

    `known` holds the words that rules look for: a disguised or stretched token is rewritten only
    towards one of these, so that "10pm" or "aaah" stay what they are.
    """
    plain = _SPELLED_OUT.sub(_join_letters, _fold(text))
    words = " ".join(_words(plain, known))
    return f" {SENTENCE_END} {words} {SENTENCE_END} "


def _fold(text: str) -> str:
    """Lower case, emoji as words, straight apostrophes, no accents."""
    replaced = text.translate(spelling().emoji).replace("’", "'").replace("`", "'")
    replaced = replaced.replace("‘", "'").replace("´", "'")
    decomposed = unicodedata.normalize("NFKD", replaced.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _join_letters(match: re.Match[str]) -> str:
    return re.sub(r"[ .\-*]", "", match.group())


def _words(plain: str, known: frozenset[str]) -> Iterator[str]:
    whole = spelling().whole
    for token in _TOKEN.findall(plain):
        if len(token) == 1 and not token.isalnum():
            if token in "@$_'":
                continue
            yield SENTENCE_END
            continue
        yield _open_contraction(_undisguise(token.strip("'_"), known), whole)


def _undisguise(token: str, known: frozenset[str]) -> str:
    """Undo stretched letters and digits or signs that stand for letters."""
    if not token.isalpha() and any(char.isalpha() for char in token):
        for candidate in (token.translate(_LEET), token.replace("1", "l").translate(_LEET)):
            if candidate in known:
                return candidate
        token = token.strip("@$").replace("!", f" {SENTENCE_END} ")
    if _STRETCHED.search(token):
        twice = _STRETCHED.sub(r"\1\1", token)
        return twice if twice in known else _STRETCHED.sub(r"\1", token)
    return token


def _open_contraction(token: str, whole: dict[str, str]) -> str:
    if "'" in token:
        if token in _IRREGULAR:
            return _IRREGULAR[token]
        for ending, opened in _ENDINGS:
            if token.endswith(ending) and len(token) > len(ending):
                return _replace(token[: -len(ending)], whole) + opened
        if token.endswith("'s"):
            stem = token[:-2]
            return _replace(stem, whole) + (" is" if stem in _IS_AFTER else " 's")
        token = token.replace("'", "")
    return _replace(token, whole)


def _replace(token: str, whole: dict[str, str]) -> str:
    return whole.get(token, token)
