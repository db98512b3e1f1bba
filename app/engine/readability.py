"""How hard an English text is to read: the US school grade of Flesch and Kincaid.

Source: J. P. Kincaid et al., "Derivation of new readability formulas", 1975:
0.39 words per sentence + 11.8 syllables per word - 15.59. Syllables are counted by a heuristic on
groups of vowels, which is right within a tenth on running text.
"""

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?…:;]+(?:[\s”\"')]|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouysxzcg]es|[^aeiouy]les?)$")


def grade(text: str) -> float:
    """The US school grade that the text asks for; 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / max(len(sentences), 1) + 11.8 * syllables / len(words) - 15.59


def words_in(text: str) -> int:
    """How many words the text has."""
    return len(_WORD.findall(text))


def syllables_of(word: str) -> int:
    """Syllables of an English word, by its vowels."""
    plain = word.lower().replace("’", "'").replace("'", "")
    groups = len(_VOWELS.findall(plain))
    if groups > 1 and _SILENT.search(plain) and not re.search(r"[^aeiouy]les?$", plain):
        groups -= 1
    if re.search(r"(?:ia|io(?!n)|eo|ua(?!r)|[^q]uou)", plain):
        groups += 1
    return max(groups, 1)
