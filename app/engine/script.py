"""A script: the flows, the machine compiled from them, and the coach's tools."""

from dataclasses import dataclass

from transitions import Machine

from app.engine.loader import Book
from app.engine.machine import compile_machine
from app.engine.tools import Tools


@dataclass(frozen=True)
class Script:
    """All that `advance` needs and that stays the same from turn to turn."""

    book: Book
    machine: Machine
    tools: Tools


def compile_script(book: Book, tools: Tools) -> Script:
    """The script of a book that passed app.engine.check."""
    return Script(book, compile_machine(book), tools)
