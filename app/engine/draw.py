"""Maps of flows for people: as SVG, drawn without any other program, or as Mermaid text."""

from typing import Literal

from app.engine.loader import Book
from app.engine.maps.cards import cards_of
from app.engine.maps.mermaid import draw_mermaid
from app.engine.maps.svg import draw_svg

Format = Literal["svg", "mermaid"]
SUFFIX: dict[Format, str] = {"svg": "svg", "mermaid": "mmd"}


def draw(book: Book, flow: str, how: Format = "svg") -> str:
    """The map of one flow. Raises KeyError for an unknown flow."""
    spec = book.flows[flow]
    cards = cards_of(book, spec)
    return draw_svg(spec, cards) if how == "svg" else draw_mermaid(spec, cards)
