"""A flow's map as SVG: cards in columns, curves between them, light and dark."""

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from app.engine.flow import Flow
from app.engine.maps.cards import Card, Row
from app.engine.maps.layout import Layout, Link, lay_out

CARD = 262
COLUMN = CARD + 92
LINE = 16
HEAD = 26
MARGIN = 24
TITLE = 58

STYLE = """
svg{background:#fbfaf8;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
.card{fill:#fff;stroke:#c9c2b8}.head{fill:#efe9e0}.first .head{fill:#d9e8df}
text{fill:#2d2a26;font-size:12px}.title{font-size:20px;font-weight:600}.note{fill:#6f675d}
.name{font-weight:600}.words{fill:#4d473f}.row{fill:#2d2a26}
.way{fill:none;stroke:#7d8f9c;stroke-width:1.4}.back{stroke:#b38a6d;stroke-dasharray:5 4}
.nudge{stroke:#8c7fb8;stroke-dasharray:2 4}.tip{fill:#7d8f9c}.rule{stroke:#e7e0d6}
@media (prefers-color-scheme:dark){svg{background:#1b1d1f}.card{fill:#25282b;stroke:#4a4f54}
.head{fill:#30353a}.first .head{fill:#2c4438}text,.row{fill:#e8e4de}.note,.words{fill:#b5aea4}
.way{stroke:#8fa3b1}.back{stroke:#cf9f7c}.nudge{stroke:#a99bdb}.tip{fill:#8fa3b1}
.rule{stroke:#3a3f44}}
"""


def draw_svg(flow: Flow, cards: list[Card]) -> str:
    """The map of a flow as an SVG text."""
    heights = {card.name: float(_height(card)) for card in cards}
    links = [(card.name, row.target) for card in cards for row in card.rows if row.target]
    layout = lay_out(heights, links)
    width = MARGIN * 2 + COLUMN * len(layout.columns)
    bottom = max(layout.top[name] + heights[name] for name in heights)
    body = [*_ways(layout, cards, heights), *_boxes(layout, cards)]
    size = f'width="{width}" height="{_n(bottom + TITLE + MARGIN)}"'
    label = escape(f"Map of the flow {flow.title}", {'"': "&quot;"})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">',
        f"<style>{STYLE}</style>",
        _tip_marker(),
        f'<text class="title" x="{MARGIN}" y="32">{escape(flow.title)}</text>',
        f'<text class="note" x="{MARGIN}" y="50">{escape(flow.id)}, version {flow.version}</text>',
        *body,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _tip_marker() -> str:
    return (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0,0 L8,4 L0,8 z"/>'
        "</marker></defs>"
    )


def _height(card: Card) -> int:
    return HEAD + LINE * (len(card.words) + len(card.rows)) + 14


def _left(layout: Layout, name: str) -> float:
    return MARGIN + COLUMN * layout.rank[name]


def _top(layout: Layout, name: str) -> float:
    return layout.top[name] + TITLE


def _row_y(layout: Layout, card: Card, index: int) -> float:
    return _top(layout, card.name) + HEAD + LINE * (len(card.words) + index) + 14


def _boxes(layout: Layout, cards: Iterable[Card]) -> Iterator[str]:
    for index, card in enumerate(cards):
        x, y = _left(layout, card.name), _top(layout, card.name)
        first = ' class="first"' if index == 0 else ""
        yield f'<g id="{escape(card.name)}"{first}>'
        size = f'width="{CARD}" height="{_height(card)}"'
        yield f'<rect class="card" x="{x}" y="{_n(y)}" {size} rx="8"/>'
        yield (
            f'<path class="head" d="M{x + 1},{_n(y + HEAD - 4)} v-{HEAD - 13} q0,-8 8,-8 '
            f'h{CARD - 18} q8,0 8,8 v{HEAD - 13} z"/>'
        )
        yield f'<text class="name" x="{x + 10}" y="{_n(y + 16)}">{escape(card.name)}</text>'
        for number, line in enumerate(card.words):
            at = _n(y + HEAD + LINE * (number + 1) - 4)
            yield f'<text class="words" x="{x + 10}" y="{at}">{escape(line)}</text>'
        for number, row in enumerate(card.rows):
            at = _n(_row_y(layout, card, number) + 4)
            yield f'<text class="row" x="{x + 10}" y="{at}">{escape(row.label)}</text>'
        yield "</g>"


def _ways(layout: Layout, cards: Iterable[Card], heights: Mapping[str, float]) -> Iterator[str]:
    for card in cards:
        for index, row in enumerate(card.rows):
            if row.target:
                points = _points(layout, card, index, row, heights)
                kind = "nudge" if row.kind == "nudge" else ""
                back = layout.rank[row.target] <= layout.rank[card.name]
                classes = " ".join(filter(None, ("way", "back" if back else "", kind)))
                yield f'<path class="{classes}" d="{_curve(points)}" marker-end="url(#tip)"/>'


Point = tuple[float, float]


def _points(
    layout: Layout, card: Card, index: int, row: Row, heights: Mapping[str, float]
) -> list[Point]:
    """Where a way starts, bends and ends: rightwards from right edge to left edge, back from left
    edge to right edge, within a column round its right side."""
    here, there = layout.rank[card.name], layout.rank[row.target]
    start_y = _row_y(layout, card, index)
    end_y = _top(layout, row.target) + min(13, heights[row.target] / 2)
    left, right = _left(layout, card.name), _left(layout, card.name) + CARD
    target_left = _left(layout, row.target)
    if here == there:
        return [(right, start_y), (right + 40, (start_y + end_y) / 2), (target_left + CARD, end_y)]
    bends: list[Point] = []
    link: Link = (card.name, row.target)
    for bend in layout.bends[link]:
        x, y = _left(layout, bend), _top(layout, bend)
        bends.extend([(x, y), (x + CARD, y)] if here < there else [(x + CARD, y), (x, y)])
    if here < there:
        return [(right, start_y), *bends, (target_left, end_y)]
    return [(left, start_y), *bends, (target_left + CARD, end_y)]


def _curve(points: list[Point]) -> str:
    (x, y), *rest = points
    parts = [f"M{_n(x)},{_n(y)}"]
    if len(points) == 3 and points[0][0] == points[2][0]:
        (bx, _), (ex, ey) = rest
        return f"{parts[0]} C{_n(bx)},{_n(y)} {_n(bx)},{_n(ey)} {_n(ex)},{_n(ey)}"
    for nx, ny in rest:
        half = (nx - x) / 2
        parts.append(f"C{_n(x + half)},{_n(y)} {_n(nx - half)},{_n(ny)} {_n(nx)},{_n(ny)}")
        x, y = nx, ny
    return " ".join(parts)


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
