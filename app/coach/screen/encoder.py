"""A small neural encoder: reads what a message means where no rule and no known word says it.

It is the eight lowest layers of the sentence encoder all-mpnet-base-v2 (Apache licence 2.0), tuned
on the authored training texts by `bench/safety_encoder_train.py`, with weights of one byte each,
and is applied with numpy alone. It classifies and cannot write; nothing it computes is kept.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_FILE = Path(__file__).resolve().parent / "phrases" / "encoder.npz"
_LONGEST = 96  # tokens
_LONGEST_WORD = 40  # letters
_HEADS = 12
_TINY = 1e-5
_SCALE = ":scale"
_TEXTS = ("vocabulary", "labels")

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The encoder's vocabulary: words and, marked by ``##``, pieces to go on a word with."""

    places: Mapping[str, int]

    def numbers(self, plain: str) -> list[int]:
        """The piece numbers of a normalised text, between the marks of its beginning and end."""
        inner = [number for word in plain.split() for number in self._word(word)]
        return [self.places["[CLS]"], *inner[: _LONGEST - 2], self.places["[SEP]"]]

    def _word(self, word: str) -> list[int]:
        """The fewest leading pieces, longest first; an unknown word is one unknown piece."""
        found: list[int] = []
        for part in word.replace("'", " ' ").split():
            pieces = list(self._cut(part)) if len(part) <= _LONGEST_WORD else [None]
            known = [piece for piece in pieces if piece is not None]
            found += known if len(known) == len(pieces) else [self.places["[UNK]"]]
        return found

    def _cut(self, word: str) -> Iterator[int | None]:
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self.places.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    yield piece
                    start = end
                    break
            else:
                yield None
                return


@dataclass(frozen=True, slots=True)
class Encoder:
    """The vocabulary, the labels, and the arrays of the network by name."""

    pieces: Pieces
    labels: tuple[str, ...]
    layers: int
    arrays: Mapping[str, Array]

    def probabilities(self, plain: str) -> dict[str, float]:
        """The probability of each label for a normalised text; they sum to 1."""
        state = self._embedded(self.pieces.numbers(plain))
        for layer in range(self.layers):
            state = self._layer(state, f"{layer}.")
        pooled = np.concatenate([state.mean(axis=0), state.max(axis=0)])
        scores = self._dense(pooled, "head")
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return dict(zip(self.labels, map(float, shares), strict=True))

    def _embedded(self, numbers: list[int]) -> Array:
        words = self.arrays["words"][numbers]
        return self._levelled(words + self.arrays["places"][: len(numbers)], "embedded")

    def _layer(self, state: Array, name: str) -> Array:
        attended = self._dense(self._attention(state, name), name + "out")
        state = self._levelled(state + attended, name + "attended")
        wide = self._dense(_gelu(self._dense(state, name + "wide")), name + "narrow")
        return self._levelled(state + wide, name + "done")

    def _attention(self, state: Array, name: str) -> Array:
        length, width = state.shape
        asked, offered, said = (
            self._dense(state, name + part).reshape(length, _HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        near = asked @ offered.transpose(0, 2, 1) / np.float32(np.sqrt(width // _HEADS))
        near += self.arrays["nearness"][:, _distances(length)]
        shares = np.exp(near - near.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed: Array = (shares @ said).transpose(1, 0, 2).reshape(length, width)
        return mixed

    def _dense(self, state: Array, name: str) -> Array:
        result: Array = state @ self.arrays[name + ".weight"] + self.arrays[name + ".bias"]
        return result

    def _levelled(self, state: Array, name: str) -> Array:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread: Array = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _TINY)
        levelled: Array = centred / spread * self.arrays[name + ".weight"]
        return levelled + self.arrays[name + ".bias"]


@functools.lru_cache(maxsize=_LONGEST)
def _distances(length: int) -> npt.NDArray[np.int64]:
    """For each pair of places, the column of ``nearness`` that holds their signed distance."""
    place = np.arange(length)
    return place[None, :] - place[:, None] + _LONGEST - 1


def _gelu(state: Array) -> Array:
    inner = np.float32(0.7978846) * (state + np.float32(0.044715) * state * state * state)
    result: Array = np.float32(0.5) * state * (1 + np.tanh(inner))
    return result


@functools.cache
def encoder() -> Encoder:
    """The encoder shipped with the package, read at the first call."""
    with np.load(_FILE) as stored:
        return unpack(stored)


def unpack(stored: Mapping[str, Any]) -> Encoder:
    """The encoder of stored arrays; one in bytes has its scale beside it, as ``name:scale``."""
    vocabulary = bytes(stored["vocabulary"]).decode().split("\n")
    arrays = {name: _unpacked(stored, name) for name in stored if name not in _TEXTS}
    return Encoder(
        Pieces({piece: place for place, piece in enumerate(vocabulary)}),
        tuple(bytes(stored["labels"]).decode().split("\n")),
        sum(name.endswith(".query.bias") for name in arrays),
        {name: value for name, value in arrays.items() if not name.endswith(_SCALE)},
    )


def _unpacked(stored: Mapping[str, Any], name: str) -> Array:
    """One array in full size; the bytes are let go at once, since all of them are many."""
    value = stored[name]
    if f"{name}{_SCALE}" in stored:
        value = value * stored[f"{name}{_SCALE}"]
    return np.ascontiguousarray(value, dtype=np.float32)
