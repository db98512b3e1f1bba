"""Scripts over the fixture flows."""

from pathlib import Path

import pytest

from app.engine.loader import Book, load_book
from app.engine.script import Script, compile_script
from tests.engine.standins import TOOLS, Talk

FLOWS = Path(__file__).parent / "flows"


@pytest.fixture(scope="session")
def book() -> Book:
    return load_book(FLOWS)


@pytest.fixture(scope="session")
def script(book: Book) -> Script:
    return compile_script(book, TOOLS)


@pytest.fixture
def talk(script: Script) -> Talk:
    return Talk(script)
