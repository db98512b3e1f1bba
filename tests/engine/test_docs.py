"""What docs/flows.md tells writers is true: its examples work, and no key is left out."""

import re
from pathlib import Path

import pytest

from app.engine.check import check
from app.engine.flow import Choice, Do, Entry, Flow, NudgeOp, Pace, Slot, State
from app.engine.rehearsal.case import ACTIONS, EXPECTATIONS, parse_cases
from app.engine.scope import FORMATS
from app.engine.transcripts import run_cases
from app.settings import ROOT
from app.toolbox import read_text
from tests.engine.reachable import real_script
from tests.engine.standins import book_of

GUIDE = (ROOT / "docs" / "flows.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
SHARED = (Path(__file__).parent / "flows" / "shared.yaml").read_text("utf-8")
PAUSE = """\
id: pause
version: 1
title: Pause
source: A test.
states: {first: {say: Hm., choices: [{label: Done, to: "@end"}]}}
"""


def example(begins: str) -> str:
    return next(text for text in EXAMPLES if text.startswith(begins))


def test_the_example_of_a_flow_passes_the_check() -> None:
    assert check(book_of(SHARED, PAUSE, example("id: tea")), set()) == []


def test_the_example_of_a_conversation_goes_as_written() -> None:
    cases = parse_cases(example("- case"), "docs/flows.md", "pause")
    assert [str(failure) for failure in run_cases(real_script(), read_text, cases)] == []


@pytest.mark.parametrize("shape", [Flow, Entry, Slot, State, Choice, Do, NudgeOp, Pace])
def test_every_key_is_described(shape: type) -> None:
    for name in shape.model_fields:
        assert re.search(rf"`{name}[`:]|^ *(- )?{name}:", GUIDE, re.MULTILINE), name


@pytest.mark.parametrize("word", [*ACTIONS, *EXPECTATIONS])
def test_every_line_of_a_transcript_is_described(word: str) -> None:
    assert f"| `{word}` |" in GUIDE


@pytest.mark.parametrize("word", FORMATS)
def test_every_format_is_described(word: str) -> None:
    assert f"|{word}}}" in GUIDE
