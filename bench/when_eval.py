"""How many labelled time expressions are read right: `python -m bench.when_eval [SPLIT ...]`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.coach.when import parse_when

DATA = Path(__file__).parent / "when"
SPLITS = ("train", "dev", "test")
Parser = Callable[[str, datetime, str], datetime | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A text said at `now` in `tz`, and the moment that it means (None: no moment)."""

    text: str
    now: datetime
    tz: str
    expected: datetime | None
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over a split; `accepted_wrongly` are refusals and non-times read as a time."""

    total: int
    right: int
    accepted_wrongly: int
    wrong: tuple[tuple[Example, datetime | None], ...]
    seconds: float

    @property
    def accuracy(self) -> float:
        """The share read right, 0 to 1."""
        return self.right / self.total


def read_split(name: str) -> Iterator[Example]:
    """The examples of one file in bench/when, in order."""
    now, tz, locale = datetime.min.replace(tzinfo=UTC), "UTC", "en"
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if (not line.strip() and "|" not in line) or line.startswith("#"):
            continue
        if line.startswith("@ 2"):
            stamp, tz, *rest = line[1:].split()
            locale = rest[0] if rest else "en"
            now = datetime.fromisoformat(stamp).replace(tzinfo=ZoneInfo(tz))
            continue
        text, _, label = line.rpartition(" | ")
        expected = (
            None if label == "-" else datetime.fromisoformat(label).replace(tzinfo=ZoneInfo(tz))
        )
        yield Example(text, now, tz, expected, locale)


def score(examples: Iterator[Example], parse: Callable[[Example], datetime | None]) -> Score:
    """Run a parser over examples; a moment is right to the minute."""
    total = right = accepted = 0
    wrong = []
    started = time.perf_counter()
    for example in examples:
        got = parse(example)
        total += 1
        if got == example.expected or (
            got and example.expected and abs((got - example.expected).total_seconds()) < 60
        ):
            right += 1
        else:
            accepted += example.expected is None
            wrong.append((example, got))
    return Score(total, right, accepted, tuple(wrong), time.perf_counter() - started)


def ours(example: Example) -> datetime | None:
    """The reading of `app.coach.when`."""
    found = parse_when(example.text, example.now, example.tz, locale=example.locale)
    return found.at if found else None


def main(names: list[str]) -> None:
    """Print a score for each split; the errors of train and dev, never those of the test split."""
    for name in names or SPLITS:
        result = score(read_split(name), ours)
        if name != "test":
            for example, got in result.wrong:
                print(f"  {example.text!r} at {example.now}: {got}, not {example.expected}")
        print(
            f"{name}: {result.right}/{result.total} = {result.accuracy:.1%}, "
            f"{result.accepted_wrongly} accepted wrongly, "
            f"{1000 * result.seconds / result.total:.2f} ms each"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
