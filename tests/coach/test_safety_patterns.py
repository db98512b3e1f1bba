"""The pattern language of the rules: what each element accepts, and how mistakes are told."""

import pytest

from app.coach.screen.patterns import PatternError, Vocabulary, compile_pattern

CLASSES = {"hit": ("hit", "beat up"), "who": ("he", "she")}


def found(source: str, text: str) -> bool:
    vocabulary = Vocabulary()
    pattern = compile_pattern(source, CLASSES, vocabulary)
    return pattern.found(f" . {text} . ", vocabulary.mask(text.split()))


@pytest.mark.parametrize(
    ("source", "text", "matches"),
    [
        ("hit me", "he hit me", True),
        ("hit me", "he hits me", False),
        ("hit|kick me", "kick me", True),
        ("{hit} me", "he beat up me", True),
        ("hit really? me", "hit me", True),
        ("hit ~1 me", "hit really me", True),
        ("hit ~1 me", "hit very very me", False),
        ("he ~3 hit", "he said she hit", False),
        ("he ~~3 hit", "he said she hit", True),
        ("he ~3 hit", "he left . hit", False),
        ("hit me !up", "hit me up", False),
        ("hit me !up", "hit me again", True),
        ("knife & door", "door then knife", True),
        ("knife & door", "only a knife", False),
        ("hit_me", "hit me", True),
    ],
)
def test_elements(source: str, text: str, matches: bool) -> None:
    assert found(source, text) is matches


@pytest.mark.parametrize("source", ["{nobody} hit", "hit & "])
def test_a_pattern_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(source, CLASSES, Vocabulary())
