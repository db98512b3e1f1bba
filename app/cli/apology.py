"""`circleback apology review`: review an apology from a file, from stdin, or line by line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from app.coach.apology import Finding, Review, review
from app.coach.lerner.wording import wording

app = typer.Typer(help="Review an apology by Harriet Lerner's rules.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """Review an apology by Harriet Lerner's rules."""


@app.command("review")
def review_command(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="A text file; - reads from stdin.")
    ] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help='Read lines {"id","text","lang"?}; write {"id","faults","parts"}.'
        ),
    ] = False,
    locale: Annotated[str, typer.Option(help="The language of the words shown.")] = "en",
) -> None:
    """Show what takes the apology back, what could stand there instead, and what it holds."""
    content = _content(file)
    if jsonl:
        raise typer.Exit(answer_lines(content.split(b"\n"), locale))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise typer.BadParameter(
            "this is not UTF-8 text; save it as UTF-8 and try again", param_hint="FILE"
        ) from None
    found = review(text, locale)
    if as_json:
        sys.stdout.write(json.dumps(as_object(found), ensure_ascii=False) + "\n")
    else:
        _show(found, Console(soft_wrap=True, highlight=False))


def answer_lines(lines: Iterable[bytes], locale: str) -> int:
    """Answer each line on stdout, name each bad one on stderr; return the exit code."""
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answer = _answer(line, locale)
        except ValueError as error:
            failed = 1
            remedy = {"line": number, "error": str(error), "remedy": _REMEDY}
            sys.stderr.write(json.dumps(remedy) + "\n")
            continue
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return failed


_REMEDY = 'give one JSON object a line, such as {"id": "1", "text": "I am sorry I was late."}'


def _answer(line: bytes, locale: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("not valid JSON") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    if "id" not in row:
        raise ValueError('"id" is missing')
    if not isinstance(row.get("text"), str):
        raise ValueError('"text" is missing or is not a string')
    language = row.get("lang", locale)
    if not isinstance(language, str):
        raise ValueError('"lang" is not a string')
    found = review(row["text"], language)
    return {"id": row["id"], "faults": list(found.faults), "parts": list(found.present)}


def as_object(found: Review) -> dict[str, Any]:
    """The review as plain data, for `--json`."""
    return {
        "kind": found.kind,
        "note": found.note,
        "clean": found.clean,
        "findings": [
            {
                "start": finding.start,
                "end": finding.end,
                "label": finding.label,
                "why": finding.why,
                "instead": finding.instead,
                "question": finding.question,
                "rule": finding.rule,
            }
            for finding in found.findings
        ],
        "parts": list(found.present),
        "missing": list(found.missing),
    }


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(
            f"{file} can't be read ({error.strerror}); check the name, or pipe the text in with -",
            param_hint="FILE",
        ) from None


def _show(found: Review, console: Console) -> None:
    words = wording(found.locale)
    if found.note:
        console.print(Text(found.note))
        return
    marked = Text(found.text.strip("\r\n"))
    shift = len(found.text) - len(found.text.lstrip("\r\n"))
    for finding in found.findings:
        marked.stylize("underline", finding.start - shift, finding.end - shift)
    console.print(marked, end="\n\n")
    for finding in found.findings:
        _show_finding(found, finding, words, console)
    if found.clean:
        console.print(Text(words["report"]["clean"], style="green"))
    console.print(Text(words["report"]["parts"], style="bold"))
    for label, part in words["parts"].items():
        there = label in found.present
        mark, state = ("✓", "present") if there else ("·", "missing")
        console.print(Text(f"  {mark} {part['title']}: {words['report'][state]}"))


def _show_finding(found: Review, finding: Finding, words: dict[str, Any], console: Console) -> None:
    quoted = found.text[finding.start : finding.end].strip()
    console.print(Text(words["faults"][finding.label]["title"], style="bold"))
    console.print(Text(f"  “{quoted}”", style="underline"))
    console.print(Text(f"  {finding.why}"))
    report = words["report"]
    if finding.question is not None:
        console.print(Text(f"  {report['ask']}: {finding.question}", style="cyan"))
    elif finding.instead is not None and finding.instead.strip(" ."):
        console.print(Text(f"  {report['instead']}: “{finding.instead.strip()}”", style="green"))
    else:
        console.print(Text(f"  {report['instead']}: {report['leave_out']}", style="green"))
    console.print(Text(f"  {finding.rule} (Lerner)", style="dim"), end="\n\n")
