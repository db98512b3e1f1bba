"""How well intents are understood: `python -m bench.understand_eval [SPLIT ...] [--errors]`.

Splits are the files of `bench/understand`. Errors are printed for the dev splits only:
reading those of a frozen split would turn it into another dev.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.coach.intents.phrases import phrasebook
from app.coach.understand import CONFIDENT, UNSURE, Understanding, understand

DIRECTORY = Path(__file__).parent / "understand"
SPLITS = ("dev", "voices", "kinds", "test", "fresh", "test_es", "fresh_es")
_ERRORS_MAY_BE_READ = ("dev", "voices", "kinds")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One utterance of a split with the intent it was given by hand."""

    intent: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of a split, each between 0 and 1."""

    count: int
    accuracy: float
    unseen_accuracy: float
    """Accuracy without the utterances that are, letter for letter, authored phrases."""
    top_three: float
    """The right intent is the reading or one of its first two alternatives."""
    confident: float
    """At or over CONFIDENT, so acted upon."""
    confident_right: float
    """Right among the confident."""
    lost: float
    """Under UNSURE: neither acted upon nor offered."""


def load(split: str) -> tuple[Labelled, ...]:
    """The utterances of `bench/understand/<split>.txt`, in order."""
    lines = (DIRECTORY / f"{split}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("|", 1) for line in lines if line.strip() and not line.startswith("#"))
    return tuple(Labelled(intent.strip(), text.strip()) for intent, text in pairs)


def locale_of(split: str) -> str:
    """'test_es' -> 'es'; a split without a suffix is English."""
    return split.partition("_")[2] or "en"


def score(split: str) -> Score:
    """Measure one split."""
    locale = locale_of(split)
    authored = {
        phrase.lower() for phrases in phrasebook(locale).phrases.values() for phrase in phrases
    }
    labelled = load(split)
    read = [(item, understand(item.text, locale)) for item in labelled]
    confident = [(item, seen) for item, seen in read if seen.confidence >= CONFIDENT]
    unseen = [(item, seen) for item, seen in read if item.text.lower() not in authored]
    return Score(
        count=len(read),
        accuracy=_share([_right(*pair) for pair in read]),
        unseen_accuracy=_share([_right(*pair) for pair in unseen]),
        top_three=_share([item.intent in _offered(seen) for item, seen in read]),
        confident=len(confident) / len(read),
        confident_right=_share([_right(*pair) for pair in confident]),
        lost=_share([seen.confidence < UNSURE for _, seen in read]),
    )


def per_intent(split: str) -> dict[str, tuple[int, int]]:
    """Intent -> (right, all)."""
    tally: dict[str, list[bool]] = defaultdict(list)
    for item in load(split):
        tally[item.intent].append(_right(item, understand(item.text, locale_of(split))))
    return {intent: (sum(hits), len(hits)) for intent, hits in sorted(tally.items())}


def _right(item: Labelled, seen: Understanding) -> bool:
    return item.intent == seen.intent


def _offered(seen: Understanding) -> set[str]:
    return {seen.intent, *(name for name, _ in seen.alternatives[:2])}


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _print_errors(split: str) -> None:
    if split not in _ERRORS_MAY_BE_READ:
        print(f"  errors of {split!r} stay unread: it is frozen")
        return
    for item in load(split):
        seen = understand(item.text, locale_of(split))
        if not _right(item, seen):
            print(f"  {item.intent} read as {seen.intent} ({seen.confidence}): {item.text}")


def main(arguments: Sequence[str]) -> None:
    """Print a line per split, and with `--errors` what went wrong."""
    chosen = [name for name in arguments if not name.startswith("--")]
    for split in chosen or [name for name in SPLITS if (DIRECTORY / f"{name}.txt").exists()]:
        result = score(split)
        print(
            f"{split:8} n={result.count:3}  accuracy {result.accuracy:.1%}"
            f"  not a phrase {result.unseen_accuracy:.1%}  top three {result.top_three:.1%}"
            f"  confident {result.confident:.1%} (right {result.confident_right:.1%})"
            f"  lost {result.lost:.1%}"
        )
        if "--errors" in arguments:
            _print_errors(split)


if __name__ == "__main__":
    main(sys.argv[1:])
