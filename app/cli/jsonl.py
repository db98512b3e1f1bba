"""Commands that answer a file of JSON objects, one a line."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import typer


def answer_lines(
    lines: Iterable[bytes], answer: Callable[[Mapping[str, Any]], Mapping[str, Any]], form: str
) -> int:
    """Answer each object on stdout; name each line that cannot be read on stderr, and go on.

    `answer` raises ValueError with a remedy; `form` shows how a line is written. Returns the exit
    code: 1 if any line could not be read.
    """
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = answer(_object(line, form))
        except ValueError as error:
            failed = 1
            typer.echo(f"line {number}: {error}", err=True)
        else:
            typer.echo(json.dumps(found, ensure_ascii=False))
    return failed


def _object(line: bytes, form: str) -> Mapping[str, Any]:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON in UTF-8; write one object on one line") from None
    if not isinstance(read, dict):
        raise ValueError(f"not an object; write {form}")
    return read
