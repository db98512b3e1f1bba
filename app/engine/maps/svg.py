"""A flow's map as SVG: cards in ranks, curves between them, light and dark."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from app.engine.flow import Flow
from app.engine.maps.cards import Card, Row
from app.engine.maps.layout import lay_out

CARD = 262
LINE = 16
HEAD = 26
BETWEEN = 58
"""Space between two ranks, where the ways turn."""
TURN = 34
"""How far a way goes sideways before it turns."""
MARGIN = 48
TITLE = 70

Point = tuple[float, float]

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
    canvas = _Canvas(cards)
    label = escape(f"Map of the flow {flow.title}", {'"': "&quot;"})
    size = f'width="{_n(canvas.width)}" height="{_n(canvas.height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">',
        f"<style>{STYLE}</style>",
        TIP,
        f'<text class="title" x="{MARGIN}" y="32">{escape(flow.title)}</text>',
        f'<text class="note" x="{MARGIN}" y="50">{escape(flow.id)}, version {flow.version}</text>',
        *canvas.ways(),
        *canvas.boxes(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0,0 L8,4 L0,8 z"/>'
    "</marker></defs>"
)


class _Canvas:
    """Cards with their places."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = {card.name: card for card in cards}
        links = [(card.name, row.target) for card in cards for row in card.rows if row.target]
        self.layout = lay_out(dict.fromkeys(self.cards, float(CARD)), links)
        self.tops: list[float] = []
        """Upper edge of each rank; the last is where the map ends."""
        y = float(TITLE)
        for names in self.layout.rows:
            self.tops.append(y)
            tallest = max((_height(self.cards[n]) for n in names if n in self.cards), default=0)
            y += tallest + BETWEEN
        self.height = y
        self.width = max(self.layout.left.values()) + CARD + 2 * MARGIN

    def boxes(self) -> Iterator[str]:
        """The cards as SVG."""
        for index, card in enumerate(self.cards.values()):
            first = ' class="first"' if index == 0 else ""
            yield f'<g id="{escape(card.name)}"{first}>'
            yield from self._box(card)
            yield "</g>"

    def _box(self, card: Card) -> Iterator[str]:
        x, y = self._left(card.name), self._top(card.name)
        size = f'width="{CARD}" height="{_height(card)}"'
        yield f'<rect class="card" x="{_n(x)}" y="{_n(y)}" {size} rx="8"/>'
        yield (
            f'<path class="head" d="M{_n(x + 1)},{_n(y + HEAD - 4)} v-{HEAD - 13} q0,-8 8,-8 '
            f'h{CARD - 18} q8,0 8,8 v{HEAD - 13} z"/>'
        )
        at = _n(x + 10)
        yield f'<text class="name" x="{at}" y="{_n(y + 16)}">{escape(card.name)}</text>'
        for number, line in enumerate(card.words):
            below = _n(y + HEAD + LINE * (number + 1) - 4)
            yield f'<text class="words" x="{at}" y="{below}">{escape(line)}</text>'
        for number, row in enumerate(card.rows):
            below = _n(self._row(card, number) + 4)
            yield f'<text class="row" x="{at}" y="{below}">{escape(row.label)}</text>'

    def ways(self) -> Iterator[str]:
        """The ways between the cards as SVG."""
        for card in self.cards.values():
            for index, row in enumerate(card.rows):
                if row.target:
                    back = self._rank(row.target) <= self._rank(card.name)
                    nudge = row.kind == "nudge"
                    classes = f"way{' back' if back else ''}{' nudge' if nudge else ''}"
                    path = self._path(card, index, row)
                    yield f'<path class="{classes}" d="{path}" marker-end="url(#tip)"/>'

    def _rank(self, name: str) -> int:
        return self.layout.rank[name]

    def _left(self, name: str) -> float:
        return self.layout.left[name] + MARGIN

    def _top(self, name: str) -> float:
        return self.tops[self._rank(name)]

    def _row(self, card: Card, index: int) -> float:
        return self._top(card.name) + HEAD + LINE * (len(card.words) + index) + 14

    def _path(self, card: Card, index: int, row: Row) -> str:
        """A way starts at the side of its row that is nearer to where it goes. Downwards it ends
        on the upper edge of its target, upwards on the lower one, else at its side."""
        left = self._left(card.name)
        bends = self.layout.bends.get((card.name, row.target), [])
        goal = self._left(bends[0]) if bends else self._left(row.target) + CARD / 2
        side = 1 if goal >= left + CARD / 2 else -1
        x, y = left + (CARD if side > 0 else 0), self._row(card, index)
        steps = self._rank(row.target) - self._rank(card.name)
        if steps == 0:
            return f"M{_n(x)},{_n(y)} {self._sideways(card.name, row.target, (x, y), side)}"
        stops = self._stops(bends, row.target, down=steps > 0)
        if not left <= goal <= left + CARD:
            return f"M{_n(x)},{_n(y)} {_curve((x + side * TURN, y), stops)}"
        out = x + side * 12  # round the card, not behind it
        edge = self._top(card.name) + (_height(card) if steps > 0 else 0)
        turn = f"Q{_n(out)},{_n(y)} {_n(out)},{_n((y + edge) / 2)} L{_n(out)},{_n(edge)}"
        handle = (out, edge + (1 if steps > 0 else -1) * BETWEEN * 0.6)
        return f"M{_n(x)},{_n(y)} {turn} {_curve(handle, stops)}"

    def _sideways(self, source: str, target: str, start: Point, side: int) -> str:
        """To a card of the same rank, at the side where the way comes from; round to itself."""
        here, there = self._left(source), self._left(target)
        end = there if there > here else there + CARD
        outside = end - TURN if there > here else end + TURN
        x, y, end_y = start[0] + side * TURN, start[1], self._top(target) + HEAD / 2
        return f"C{_n(x)},{_n(y)} {_n(outside)},{_n(end_y)} {_n(end)},{_n(end_y)}"

    def _stops(self, bends: Sequence[str], target: str, *, down: bool) -> list[Point]:
        """Where a way enters and leaves each rank that it passes, and where it ends."""
        stops: list[Point] = []
        for bend in bends:
            rank = self._rank(bend)
            edges = (self.tops[rank], self.tops[rank + 1] - BETWEEN)
            stops.extend((self._left(bend), y) for y in (edges if down else edges[::-1]))
        end = self._top(target) + (0 if down else _height(self.cards[target]))
        return [*stops, (self._left(target) + CARD / 2 + (0 if down else 30), end)]


def _height(card: Card) -> int:
    return HEAD + LINE * (len(card.words) + len(card.rows)) + 14


def _curve(handle: Point, stops: Sequence[Point]) -> str:
    """Curves through the stops; between entering and leaving a rank it is a straight line."""
    parts: list[str] = []
    for index, (x, y) in enumerate(stops):
        if index % 2 and index < len(stops) - 1:
            parts.append(f"L{_n(x)},{_n(y)}")
        else:
            down = 1 if y > handle[1] else -1
            near = f"{_n(x)},{_n(y - down * BETWEEN * 0.6)}"
            parts.append(f"C{_n(handle[0])},{_n(handle[1])} {near} {_n(x)},{_n(y)}")
        rising = index + 1 < len(stops) and stops[index + 1][1] < y
        handle = (x, y + (-1 if rising else 1) * BETWEEN * 0.6)
    return " ".join(parts)


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
