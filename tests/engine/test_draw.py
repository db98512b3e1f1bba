"""Maps show every state and every way, and are well-formed."""

from xml.etree import ElementTree

import pytest

from app.engine.draw import draw
from app.engine.loader import Book, load_book
from app.engine.maps.layout import lay_out
from app.settings import ROOT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def real() -> Book:
    return load_book(ROOT / "flows")


def test_the_svg_of_every_real_flow_shows_all_its_states(real: Book) -> None:
    for flow in real.flows.values():
        root = ElementTree.fromstring(draw(real, flow.id))
        shown = {group.get("id") for group in root.iter(f"{SVG}g")}
        assert shown == set(flow.states)


def test_the_svg_needs_nothing_from_elsewhere(real: Book) -> None:
    drawn = draw(real, "pause").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in drawn
    assert "prefers-color-scheme:dark" in drawn


def test_cards_do_not_overlap(real: Book) -> None:
    for flow in real.flows.values():
        root = ElementTree.fromstring(draw(real, flow.id))
        boxes = [
            tuple(float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))
            for rect in root.iter(f"{SVG}rect")
        ]
        for index, (x, y, width, _) in enumerate(boxes):
            for other_x, other_y, _, _ in boxes[:index]:
                apart = abs(x - other_x) >= width or abs(y - other_y) >= 1
                assert apart, flow.id
        for x, y, width, height in boxes:
            assert x + width <= float(root.get("width", 0))
            assert y + height <= float(root.get("height", 0))


def test_ways_are_labelled_with_buttons_guards_and_times(book: Book) -> None:
    drawn = draw(book, "walk")
    for label in ("[Skip]", "if heat &gt;= 6", "after 20 min", "count over", "reminder “talk”"):
        assert label in drawn


def test_text_is_escaped(book: Book) -> None:
    assert "<script" not in draw(book, "walk")


def test_mermaid_names_states_and_ways(book: Book) -> None:
    drawn = draw(book, "walk", "mermaid")
    assert drawn.startswith('---\ntitle: "A walk"\n---\nflowchart TD\n')
    assert 's_heat -->|"if heat >= 6"| s_hot' in drawn
    assert 's_remind -.->|"reminder “talk”"| s_back' in drawn
    assert '(["end"])' in drawn


def test_an_unknown_flow_is_told(book: Book) -> None:
    with pytest.raises(KeyError):
        draw(book, "nowhere")


def test_the_layout_leads_down_but_for_ways_back() -> None:
    links = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d"), ("d", "c"), ("c", "c")]
    layout = lay_out(dict.fromkeys("abcd", 100.0), links)
    assert layout.rank["a"] < layout.rank["b"] < layout.rank["c"]
    assert layout.rank["a"] < layout.rank["d"] < layout.rank["c"]
    assert len(layout.bends["c", "a"]) == layout.rank["c"] - layout.rank["a"] - 1
    assert min(layout.left.values()) == 0
    assert abs(layout.left["b"] - layout.left["d"]) >= 100
