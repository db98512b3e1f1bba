"""Plain words from what people type: case, apostrophes, emoji, stretched letters, short forms."""

import re
import unicodedata
from collections.abc import Mapping

MAX_CHARACTERS = 2000
"""Reading stops here: a longer message says what it wants early, and time stays bounded."""

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_STRETCH = re.compile(r"(\w)\1{2,}")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[?!]+")
_INVISIBLE = {"Mn", "Cf", "Sk", "Me"}
_ACCENTS = re.compile("[\u0300-\u0302\u0304-\u036f]")
_WE_ARE = re.compile(r"\bwe['’]re\b")


def tokens(text: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """The plain words of `text`, in order; short forms written out by `spelling`.

    Emoji become the words of their Unicode name, so that a writer can list them as words do.
    Digits stay, runs of question and exclamation marks are kept only when nothing else is there.
    """
    plain = without_accents(_WE_ARE.sub("we are", text[:MAX_CHARACTERS].lower()))
    words: list[str] = []
    marks: list[str] = []
    for raw in _TOKEN.findall(_emoji_to_words(plain.translate(_APOSTROPHES))):
        if raw[0] in "?!":
            marks.append(raw[0])
            continue
        word = _unstretch(raw, spelling)
        words.extend(spelling.get(word, word).split())
    return tuple(words or marks[:1])


def without_accents(text: str) -> str:
    """'está' -> 'esta', as thumbs type it; 'ñ' stays, it is a letter of its own."""
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", apart))


def _emoji_to_words(text: str) -> str:
    return "".join(_spell_out(character) for character in text)


def _spell_out(character: str) -> str:
    category = unicodedata.category(character)
    if category == "So":
        return f" {unicodedata.name(character, 'symbol').lower().replace('-', ' ')} "
    if category in _INVISIBLE and not character.isascii():
        # Skin tones and joiners say nothing; the vowel signs of Indic scripts are letters' parts.
        return character if category == "Mn" and unicodedata.combining(character) else ""
    return character


def _unstretch(word: str, spelling: Mapping[str, str]) -> str:
    """'soooo' -> 'so', 'heyyy' -> 'hey', 'angryyy' -> 'angry', 'hellll' -> 'hell'."""
    if not _STRETCH.search(word):
        return word
    single = _STRETCH.sub(r"\1", word)
    double = _STRETCH.sub(r"\1\1", word)
    return double if double in spelling else single
