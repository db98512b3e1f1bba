"""The encoder: how it cuts words, that it adds up, when it is asked, and in which language."""

import numpy as np
import pytest

from app.coach.safety import CLASSES, screen
from app.coach.screen import decide, evidence
from app.coach.screen.encoder import Pieces, encoder, unpack
from app.coach.screen.evidence import first_look, readable, second_look
from app.toolbox import warm_up

VOCABULARY = ("[UNK]", "[CLS]", "[SEP]", ".", "he", "hit", "##ting", "me", "'", "s")
PIECES = Pieces({piece: place for place, piece in enumerate(VOCABULARY)})


@pytest.mark.parametrize(
    ("plain", "pieces"),
    [
        (" . he hit me . ", [".", "he", "hit", "me", "."]),
        ("hitting", ["hit", "##ting"]),
        ("he's", ["he", "'", "s"]),
        ("hitx", ["[UNK]"]),
        ("x" * 200, ["[UNK]"]),
        ("", []),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(plain: str, pieces: list[str]) -> None:
    assert [VOCABULARY[number] for number in PIECES.numbers(plain)] == ["[CLS]", *pieces, "[SEP]"]


def test_a_text_longer_than_the_encoder_reads_is_cut() -> None:
    assert len(PIECES.numbers("he " * 500)) == 96


def test_probabilities_add_up_and_are_repeatable() -> None:
    shares = encoder().probabilities(" . he hit me . ")
    assert tuple(shares) == CLASSES
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert encoder().probabilities(" . he hit me . ") == shares


def test_arrays_in_bytes_are_read_with_their_scale() -> None:
    stored = {
        "vocabulary": np.frombuffer(b"a\nb", dtype=np.uint8),
        "labels": np.frombuffer(b"none\nemergency", dtype=np.uint8),
        "head.weight": np.array([[2, -4]], dtype=np.int8),
        "head.weight:scale": np.array([[0.5, 0.25]], dtype=np.float32),
        "head.bias": np.array([1.0, 2.0], dtype=np.float32),
    }
    read = unpack(stored)
    assert read.labels == ("none", "emergency")
    assert read.arrays["head.weight"].tolist() == [[1.0, -1.0]]
    assert read.arrays["head.bias"].tolist() == [1.0, 2.0]


def test_the_encoder_sees_what_no_rule_says() -> None:
    look = first_look(readable("my nephew flinches whenever his stepdad lifts a hand near him"))
    assert second_look(look).risk > 0.5


def test_what_is_surely_harmless_is_not_put_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(look: evidence.Evidence) -> evidence.Evidence:
        raise AssertionError(look)

    monkeypatch.setattr(decide, "second_look", never)
    assert screen("remind me about the bins tomorrow please").label == "none"


def test_of_a_long_text_only_some_windows_are_put_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counting(look: evidence.Evidence) -> evidence.Evidence:
        asked.append(look)
        return second_look(look)

    monkeypatch.setattr(decide, "second_look", counting)
    nights = (f"On night {n} he shouted and I was scared of what comes next" for n in range(600))
    screen(". ".join(nights))
    assert 0 < len(asked) <= 24


def test_in_other_languages_only_rules_raise_an_alarm() -> None:
    assert screen("me siento muy solo y no sé qué hacer con él", "es").label == "none"
    assert screen("quiero morir", "es").label == "self_harm"
    assert screen("quiero morir", "en").label == "self_harm"


def test_warming_up_loads_the_encoder() -> None:
    encoder.cache_clear()
    warm_up()
    assert encoder.cache_info().currsize == 1
