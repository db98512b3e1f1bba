"""Measure the four blind sets through the command line, as somebody outside would.

The blind sets (`bench/<task>/blind.jsonl`) were written by people who had seen neither the phrases
and rules that ship nor the other labelled sets, and were committed before they were measured.

    .venv/bin/python -m bench.blind_eval                  # the figures of every task
    .venv/bin/python -m bench.blind_eval --errors when    # the wrong lines of one task
    .venv/bin/python -m bench.blind_eval --json           # the same figures for a machine
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parent
CONFUSIONS_SHOWN = 15

Row = dict[str, Any]
Pair = tuple[Row, Row]
"""A labelled line and the command line's answer to it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A blind set, the command that answers it, and how its answers are judged."""

    file: str
    command: tuple[str, ...]
    figures: Callable[[Sequence[Pair]], Row]
    wrong: Callable[[Row, Row], str | None]
    """What is wrong with an answer, in words, or None when it is right."""


def intent_figures(pairs: Sequence[Pair]) -> Row:
    """Accuracy, the accuracy of each intent, and the most common confusions as label pairs."""
    confusions = Counter(
        f"{row['intent']} -> {answer['intent']}"
        for row, answer in pairs
        if row["intent"] != answer["intent"]
    )
    return {
        "lines": len(pairs),
        "accuracy": _share(row["intent"] == answer["intent"] for row, answer in pairs),
        "accuracy_by_intent": _accuracy_by(pairs, "intent"),
        "confusions": dict(confusions.most_common(CONFUSIONS_SHOWN)),
    }


def safety_figures(pairs: Sequence[Pair]) -> Row:
    """Recall of any risk, false alarms on harmless lines, and accuracy by class."""
    risky = [pair for pair in pairs if pair[0]["safety"] != "none"]
    harmless = [pair for pair in pairs if pair[0]["safety"] == "none"]
    confusions = Counter(
        f"{row['safety']} -> {answer['safety']}"
        for row, answer in pairs
        if row["safety"] != answer["safety"]
    )
    return {
        "risky_lines": len(risky),
        "harmless_lines": len(harmless),
        "any_risk_recall": _share(answer["safety"] != "none" for _, answer in risky),
        "false_alarm_rate": _share(answer["safety"] != "none" for _, answer in harmless),
        "accuracy": _share(row["safety"] == answer["safety"] for row, answer in pairs),
        "accuracy_by_class": _accuracy_by(pairs, "safety"),
        "any_risk_recall_by_class": {
            label: _share(
                answer["safety"] != "none" for row, answer in risky if row["safety"] == label
            )
            for label in sorted({row["safety"] for row, _ in risky})
        },
        "confusions": dict(confusions.most_common(CONFUSIONS_SHOWN)),
    }


def time_figures(pairs: Sequence[Pair]) -> Row:
    """Accuracy to the minute, and how each kind of line fails."""
    times = [pair for pair in pairs if pair[0]["at"] is not None]
    refusals = [pair for pair in pairs if pair[0]["at"] is None]
    return {
        "times": len(times),
        "refusals": len(refusals),
        "accuracy": _share(_same_minute(row["at"], answer["at"]) for row, answer in pairs),
        "times_right": _share(_same_minute(row["at"], answer["at"]) for row, answer in times),
        "times_missed": _share(answer["at"] is None for _, answer in times),
        "times_misread": _share(
            answer["at"] is not None and not _same_minute(row["at"], answer["at"])
            for row, answer in times
        ),
        "wrongly_taken": _share(answer["at"] is not None for _, answer in refusals),
    }


def apology_figures(pairs: Sequence[Pair]) -> Row:
    """Precision, recall and F1 of each fault and part, micro F1, and good apologies faulted."""
    good = [pair for pair in pairs if not pair[0]["faults"]]
    return {
        "lines": len(pairs),
        "good_lines": len(good),
        "good_with_a_fault": sum(bool(answer["faults"]) for _, answer in good),
        "faults_micro": _micro(pairs, "faults"),
        "faults": _by_label(pairs, "faults"),
        "parts_micro": _micro(pairs, "parts"),
        "parts": _by_label(pairs, "parts"),
    }


def _wrong_intent(row: Row, answer: Row) -> str | None:
    if row["intent"] == answer["intent"]:
        return None
    return f"{row['intent']} -> {answer['intent']}"


def _wrong_safety(row: Row, answer: Row) -> str | None:
    if row["safety"] == answer["safety"]:
        return None
    return f"{row['safety']} -> {answer['safety']}"


def _wrong_time(row: Row, answer: Row) -> str | None:
    if _same_minute(row["at"], answer["at"]):
        return None
    return f"typed {row['now']}: {row['at']} -> {answer['at']}"


def _wrong_apology(row: Row, answer: Row) -> str | None:
    marks = []
    for kind in ("faults", "parts"):
        wanted, found = set(row[kind]), set(answer[kind])
        marks += [f"missed {label}" for label in sorted(wanted - found)]
        marks += [f"added {label}" for label in sorted(found - wanted)]
    return ", ".join(marks) or None


TASKS = {
    "understand": Task("understand", ("understand", "--jsonl"), intent_figures, _wrong_intent),
    "safety": Task("safety", ("understand", "--jsonl"), safety_figures, _wrong_safety),
    "when": Task("when", ("when", "--jsonl"), time_figures, _wrong_time),
    "apology": Task("apology", ("apology", "review", "--jsonl"), apology_figures, _wrong_apology),
}


def answered(task: Task) -> list[Pair]:
    """Every line of the task's blind set with its answer, in the file's order.

    Raises RuntimeError when the command fails or leaves a line unanswered.
    """
    raw = (BENCH / task.file / "blind.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in raw.splitlines()]
    labels = {"intent", "safety", "at", "faults", "parts"}
    questions = [{key: row[key] for key in row if key not in labels} for row in rows]
    done = subprocess.run(
        (sys.executable, "-m", "app.cli", *task.command),
        input="".join(json.dumps(question) + "\n" for question in questions),
        capture_output=True,
        encoding="utf-8",
        cwd=BENCH.parent,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(task.command)} failed:\n{done.stderr}")
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    unanswered = [row["id"] for row in rows if row["id"] not in answers]
    if unanswered:
        raise RuntimeError(f"{' '.join(task.command)} left unanswered: {unanswered}")
    return [(row, answers[row["id"]]) for row in rows]


def _share(marks: Iterable[bool]) -> float:
    seen = list(marks)
    return sum(seen) / len(seen) if seen else 0.0


def _accuracy_by(pairs: Sequence[Pair], key: str) -> dict[str, float]:
    return {
        label: _share(row[key] == answer[key] for row, answer in pairs if row[key] == label)
        for label in sorted({row[key] for row, _ in pairs})
    }


def _same_minute(wanted: str | None, found: str | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    gap = datetime.fromisoformat(wanted) - datetime.fromisoformat(found)
    return abs(gap.total_seconds()) < 60


def _micro(pairs: Sequence[Pair], kind: str) -> Row:
    hits = sum(len(set(row[kind]) & set(answer[kind])) for row, answer in pairs)
    wanted = sum(len(set(row[kind])) for row, _ in pairs)
    found = sum(len(set(answer[kind])) for _, answer in pairs)
    return _scores(hits, wanted, found)


def _by_label(pairs: Sequence[Pair], kind: str) -> dict[str, Row]:
    labels = {label for pair in pairs for side in pair for label in side[kind]}
    return {
        label: _scores(
            sum(label in row[kind] and label in answer[kind] for row, answer in pairs),
            sum(label in row[kind] for row, _ in pairs),
            sum(label in answer[kind] for _, answer in pairs),
        )
        for label in sorted(labels)
    }


def _scores(hits: int, wanted: int, found: int) -> Row:
    return {
        "precision": hits / found if found else 0.0,
        "recall": hits / wanted if wanted else 0.0,
        "f1": 2 * hits / (wanted + found) if wanted + found else 0.0,
        "lines": wanted,
    }


def _show(figures: Row, indent: str = "  ") -> None:
    for name, value in figures.items():
        if isinstance(value, dict) and "f1" in value:
            scores = "  ".join(f"{key[0].upper()} {value[key]:.3f}" for key in list(value)[:3])
            print(f"{indent}{name:24} {scores}  of {value['lines']}")
        elif isinstance(value, dict):
            print(f"{indent}{name}:")
            _show(value, indent + "  ")
        else:
            shown = f"{value:.3f}" if isinstance(value, float) else value
            print(f"{indent}{name:24} {shown}")


def main() -> None:
    """Print the figures of every task, or the wrong lines of one."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--errors", choices=sorted(TASKS), metavar="TASK", help="wrong lines")
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    chosen = arguments.parse_args()
    if chosen.errors:
        task = TASKS[chosen.errors]
        for row, answer in answered(task):
            problem = task.wrong(row, answer)
            if problem:
                print(f"{row['id']} | {problem} | {row['text']}")
        return
    figures = {name: task.figures(answered(task)) for name, task in TASKS.items()}
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, found in figures.items():
        print(name)
        _show(found)


if __name__ == "__main__":
    main()
