"""Static checks of a book: everything that can go wrong with a flow before anybody talks to it."""

from collections.abc import Collection, Iterator

from app.engine.checks.assigned import assigned
from app.engine.checks.guards import check_guards
from app.engine.checks.limits import check_limits
from app.engine.checks.reach import check_reach
from app.engine.checks.references import check_references
from app.engine.checks.translations import check_translations
from app.engine.checks.unset import check_unset
from app.engine.checks.waiting import check_waiting
from app.engine.checks.whole import check_whole
from app.engine.checks.wording import check_wording
from app.engine.loader import Book, Problem


def check(book: Book, functions: Collection[str]) -> list[Problem]:
    """All problems of a book, by file and line. `functions` are the names that expressions may
    call. A book without problems can be compiled and talked to."""
    found = dict.fromkeys(_problems(book, functions))
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def check_structure(book: Book, functions: Collection[str]) -> list[Problem]:
    """The problems that keep a book from being compiled at all: what it names but does not have."""
    return [*check_references(book, functions), *check_whole(book)]


def _problems(book: Book, functions: Collection[str]) -> Iterator[Problem]:
    facts = assigned(book)
    yield from check_references(book, functions)
    yield from check_whole(book)
    yield from check_reach(book)
    yield from check_guards(book, facts)
    yield from check_unset(book, facts)
    yield from check_waiting(book)
    yield from check_limits(book)
    yield from check_translations(book)
    yield from check_wording(book)
