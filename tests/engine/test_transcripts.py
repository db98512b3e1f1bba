"""Written conversations: what holds, and how a difference is told."""

from pathlib import Path

import pytest

from app.engine.loader import FlowError, load_book
from app.engine.model import Conversation, Reading
from app.engine.rehearsal.case import load_cases, parse_cases
from app.engine.rehearsal.compare import fits
from app.engine.script import Script, compile_script
from app.engine.transcripts import noting_visits, run_cases, unvisited
from app.settings import ROOT
from app.toolbox import build_tools, read_text
from tests.engine.standins import script_of


def plain(_: str, __: Conversation) -> Reading:
    return Reading()


def failures(script: Script, lines: str, start: str = "") -> str:
    indented = "\n".join(f"    {line}" for line in lines.strip().splitlines())
    text = f"- case: A test\n{start}  lines:\n{indented}\n"
    cases = parse_cases(text, "tests/walk.yaml", "walk")
    return "\n".join(map(str, run_cases(script, plain, cases)))


GOOD = """
- command: walk
- coach: "How hot?"
- buttons: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", Skip]
- you: "9"
- coach: Hot…
- wait: 20m
- coach: Cooled.
- tap: Go
- you: Sam
- state: mood
- slots: {heat: 9, name: Sam, kept: none}
- tap: Good
- tap: Yes
- you: 30m
- you: at 20:00
- slots: {at: "2026-11-24 20:00"}
- you: Tokyo
- you: Spain
- wait: 20s
- coach: A or b?
- tap: A
- nudges: ["Tue 20:00 Sam"]
- wait: 2h
- coach: Talk, Sam
- tap: Nudge open.
- coach: Back, Sam.
- offline: 2d
- notice: not_text
- coach: Not text.
"""


def test_a_conversation_that_goes_as_written(script: Script) -> None:
    assert failures(script, GOOD) == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("coach: Hot…", "coach: Cold…", 7, "say: Hot."),
        ("- tap: Go\n", "- tap: Gone\n", 10, "there is no button “Gone”\n  but “Go”"),
        ("state: mood", "state: sure", 12, "expected state walk.sure\n  but it is walk.mood"),
        ("heat: 9,", "heat: 8,", 13, "heat: expected 8, but it is 9"),
        ("Tue 20:00 Sam", "Tue 21:00 Sam", 24, "but there were ['Tue 20:00 Sam']"),
        ('"0", "1",', '"1",', 5, "expected buttons ['1'"),
        ("2026-11-24 20:00", "2026-11-24 20:01", 18, "at: expected 2026-11-24 20:01"),
        ("coach: Cooled.", "draft: Cooled.", 9, "expected draft: Cooled."),
    ],
)
def test_a_difference_is_told_with_its_line(
    script: Script, old: str, new: str, line: int, says: str
) -> None:
    told = failures(script, GOOD.replace(old, new))
    assert told.startswith(f"tests/walk.yaml:{line}: A test")
    assert says in told


def test_replies_may_be_left_out_but_keep_their_order(script: Script) -> None:
    ask = '- command: walk\n- you: "2"\n- you: Sam\n'
    assert failures(script, ask + "- coach: Mood?") == ""
    assert "nothing more" in failures(script, ask + "- coach: Mood?\n- coach: Hello Sam.")


def test_any_wording_of_a_message_will_do(script: Script) -> None:
    told = "- command: reword\n- coach: One way, Sam.\n"
    flow = "id: reword\nversion: 1\ntitle: W\nsource: T.\nslots: {who: {type: any, default: Sam}}\n"
    flow += 'states:\n  one:\n    say:\n      - ["One way, {who}.", "Or another, {who}."]\n'
    flow += '    choices: [{label: Done, to: "@end"}]\n'
    shared = (Path(__file__).parent / "flows" / "shared.yaml").read_text("utf-8")
    both = script_of(shared, flow)
    assert failures(both, told) == ""
    assert failures(both, told.replace("One way", "Or another")) == ""
    assert failures(both, told.replace("One way", "No way")) != ""


@pytest.mark.parametrize(
    ("expected", "said", "same"),
    [
        ("Hello.", "Hello.", True),
        ("Hello.", "Hello", False),
        ("Hello…", "Hello, you", True),
        ("…you", "Hello,\nyou", True),
        ("a…c", "abd", False),
        ("A (b)?", "A (b)?", True),
        ("one\n  two", "one\ntwo", True),
    ],
)
def test_wildcards(expected: str, said: str, *, same: bool) -> None:
    assert fits(expected, said) is same


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("case: x", "a list of cases"),
        ("- case: x", "a case has `case`, `lines`"),
        ("- case: x\n  lines: [{says: Hi}]", "`says` is no kind of line"),
        ("- case: x\n  lines: [{wait: soon}]", "number and s, m, h or d"),
        ("- case: x\n  lines: [hello]", "one key"),
        ("- case: x\n  start: {timezone: Mars}\n  lines: []", "`Mars` is no time zone"),
        ("- case: x\n  start: {clock: noon}\n  lines: []", "`noon` is no clock"),
        ("- case: x\n  start: {weather: fine}\n  lines: []", "`start` is not understood"),
    ],
)
def test_slips_of_the_writer(text: str, says: str) -> None:
    with pytest.raises(FlowError, match=r"tests/x.yaml:\d") as caught:
        parse_cases(text, "tests/x.yaml", "x")
    assert says in str(caught.value)


def test_visits_are_noted_even_of_states_that_are_passed_through(script: Script) -> None:
    with noting_visits(script) as visited:
        failures(script, GOOD)
    assert {"walk.call", "walk.remind", "inner.pick"} <= visited
    left = unvisited(script.book, visited)
    assert "common.left" in left
    assert "walk.call" not in left


def test_the_real_flows_go_as_written() -> None:
    script = compile_script(load_book(ROOT / "flows"), build_tools())
    paths = sorted((ROOT / "flows" / "tests").glob("*.yaml"))
    cases = [case for path in paths for case in load_cases(path)]
    assert cases
    assert [str(failure) for failure in run_cases(script, read_text, cases)] == []
