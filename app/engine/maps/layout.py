"""A small layered layout, top to bottom: ranks by longest path, few crossings, straight lines.

After K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
structures", 1981: ways that lead back are turned round, long ways are led through bends in every
rank between, each rank is ordered by the mean place of its neighbours, and then spread out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 24
GAP = 26.0
"""Least space between two boxes of a rank."""
BEND_GAP = 10.0

Link = tuple[str, str]


@dataclass
class Layout:
    """Where everything is. `rank` counts rows from the top; `left` is the left edge of a box;
    `bends` are what a link passes, from its source to its target: boxes without width."""

    rank: dict[str, int]
    left: dict[str, float] = field(default_factory=dict)
    bends: dict[Link, list[str]] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)


def lay_out(widths: Mapping[str, float], links: Sequence[Link]) -> Layout:
    """Place boxes of these widths so that links lead down where they can. The first box is where
    reading starts."""
    names = list(widths)
    forward = [link for link in links if link[0] != link[1]]
    order = _depth_first(names, forward)
    turned = [(a, b) if order[a] < order[b] else (b, a) for a, b in forward]
    layout = Layout(_ranks(names, order, turned))
    neighbours = _with_bends(layout, names, forward)
    _reduce_crossings(layout, neighbours)
    _place(layout, widths, neighbours)
    return layout


def _depth_first(names: Sequence[str], links: Iterable[Link]) -> dict[str, int]:
    """Places in a depth-first order in which every state stands before what it leads to, but for
    the ways that lead back."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for source, target in links:
        after[source].append(target)
    done: list[str] = []
    seen: set[str] = set()
    for start in names:
        stack = [(start, iter(after[start]))] if start not in seen else []
        seen.add(start)
        while stack:
            name, rest = stack[-1]
            following = next((n for n in rest if n not in seen), None)
            if following is None:
                done.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(after[following])))
    return {name: index for index, name in enumerate(reversed(done))}


def _ranks(names: Sequence[str], order: Mapping[str, int], links: Iterable[Link]) -> dict[str, int]:
    rank = dict.fromkeys(names, 0)
    by_source = sorted(set(links), key=lambda link: order[link[0]])
    for source, target in by_source:
        rank[target] = max(rank[target], rank[source] + 1)
    return rank


def _with_bends(
    layout: Layout, names: Sequence[str], links: Sequence[Link]
) -> dict[str, list[str]]:
    rank = layout.rank
    layout.rows = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for name in names:
        layout.rows[rank[name]].append(name)
    neighbours: dict[str, list[str]] = {name: [] for name in names}
    for link in dict.fromkeys(links):
        step = 1 if rank[link[0]] < rank[link[1]] else -1
        between = range(rank[link[0]] + step, rank[link[1]], step)
        chain = [f"{link[0]}>{link[1]}@{row}" for row in between]
        layout.bends[link] = chain
        for row, bend in zip(between, chain, strict=True):
            layout.rows[row].append(bend)
            rank[bend] = row
            neighbours[bend] = []
        path = [link[0], *chain, link[1]]
        for one, other in pairwise(path):
            neighbours[one].append(other)
            neighbours[other].append(one)
    return neighbours


def _reduce_crossings(layout: Layout, neighbours: Mapping[str, Sequence[str]]) -> None:
    place = {name: float(i) for row in layout.rows for i, name in enumerate(row)}
    for sweep in range(SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        for row in layout.rows[::step]:
            side = {
                name: [
                    place[n] for n in neighbours[name] if layout.rank[n] == layout.rank[name] - step
                ]
                for name in row
            }
            row.sort(key=lambda n: sum(side[n]) / len(side[n]) if side[n] else place[n])
            for index, name in enumerate(row):
                place[name] = index * 10.0 / max(len(row) - 1, 1)


def _place(
    layout: Layout, widths: Mapping[str, float], neighbours: Mapping[str, Sequence[str]]
) -> None:
    def width(name: str) -> float:
        return widths.get(name, 0.0)

    def middle(name: str) -> float:
        return layout.left[name] + width(name) / 2

    for row in layout.rows:
        _stack(layout, row, dict.fromkeys(row, 0.0), widths)
    for sweep in range(SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        for row in layout.rows[::step]:
            wish = {
                name: sum(middle(n) for n in neighbours[name]) / len(neighbours[name])
                - width(name) / 2
                if neighbours[name]
                else layout.left[name]
                for name in row
            }
            _stack(layout, row, wish, widths)
    leftmost = min(layout.left.values(), default=0.0)
    layout.left = {name: left - leftmost for name, left in layout.left.items()}


def _stack(
    layout: Layout, row: Sequence[str], wish: Mapping[str, float], widths: Mapping[str, float]
) -> None:
    """Put each box where it wishes to be, without touching: neighbours that would overlap form a
    block, which takes the mean of its wishes."""
    blocks: list[tuple[float, float, list[str]]] = []  # (start, width, names)
    for name in row:
        room = widths[name] + GAP if name in widths else BEND_GAP
        start, wide, names = wish[name], room, [name]
        while blocks and blocks[-1][0] + blocks[-1][1] > start:
            before_start, before_wide, before = blocks.pop()
            own = start - before_wide
            count = len(before) + len(names)
            start = (before_start * len(before) + own * len(names)) / count
            wide += before_wide
            names = [*before, *names]
        blocks.append((start, wide, names))
    for start, _, names in blocks:
        at = start
        for name in names:
            layout.left[name] = at
            at += widths[name] + GAP if name in widths else BEND_GAP
