"""A flow's map as Mermaid text, for places that draw it themselves."""

from collections.abc import Iterator

from app.engine.flow import Flow
from app.engine.maps.cards import Card


def draw_mermaid(flow: Flow, cards: list[Card]) -> str:
    """The map of a flow as a Mermaid flowchart."""
    return "\n".join(_lines(flow, cards)) + "\n"


def _lines(flow: Flow, cards: list[Card]) -> Iterator[str]:
    yield "---"
    yield f'title: "{_quoted(flow.title)}"'
    yield "---"
    yield "flowchart TD"
    for card in cards:
        words = "<br>".join(_quoted(line) for line in (f"<b>{card.name}</b>", *card.words))
        yield f'  s_{card.name}["{words}"]'
    for card in cards:
        for index, row in enumerate(card.rows):
            arrow = "-.->" if row.kind == "nudge" else "-->"
            target = f"s_{row.target}"
            label = row.label
            if not row.target:
                label, _, place = row.label.rpartition(" → ")
                target = f'o_{card.name}_{index}(["{_quoted(place)}"])'
            yield f'  s_{card.name} {arrow}|"{_quoted(label)}"| {target}'


def _quoted(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;").replace("`", "#96;")
