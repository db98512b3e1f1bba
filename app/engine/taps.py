"""What a tapped button means: an answer, an offered flow, a nudge's button, or a stale one."""

from app.engine.model import Event, Nudge
from app.engine.moves import enter, keep_place
from app.engine.nudging import SNOOZES, drop_nudges, find_nudge, snooze
from app.engine.prompts import ask_again, offers
from app.engine.walk import Walk
from app.engine.words import accept, choose, take


def tap(walk: Walk, event: Event) -> None:
    """Answer a tap. Data that no button of ours carries counts as a stale button."""
    head, _, rest = event.data.partition(".")
    if head == "n":
        _nudge(walk, rest)
    elif head == "go":
        _go(walk, rest)
    elif head == "keep":
        _keep(walk, rest)
    else:
        _choice(walk, head, rest)


def _choice(walk: Walk, step: str, wanted: str) -> None:
    if step == f"{walk.step:x}":
        for offer in offers(walk):
            if offer.id == wanted:
                choose(walk, offer)
                return
    just_now = step == f"{walk.step - 1:x}"
    walk.say_phrase("already" if just_now else "stale")
    ask_again(walk)


def _go(walk: Walk, wanted: str) -> None:
    said, walk.asked = walk.asked, ""
    if not take(walk, wanted, said):
        walk.say_phrase("stale")
        ask_again(walk)


def _keep(walk: Walk, step: str) -> None:
    if step == f"{walk.step:x}" and walk.asked and walk.spec.ask:
        text, walk.asked = walk.asked, ""
        accept(walk, text)
        return
    walk.say_phrase("stale")
    ask_again(walk)


def _nudge(walk: Walk, rest: str) -> None:
    nudge_id, _, action = rest.partition(".")
    nudge = find_nudge(walk, nudge_id)
    if nudge is None:
        walk.say_phrase("nudge_gone")
        ask_again(walk)
    elif action == "open":
        _open(walk, nudge, nudge.to)
    elif action.isdecimal() and int(action) < len(nudge.answers):
        _open(walk, nudge, nudge.answers[int(action)].to)
    elif action in SNOOZES and (moved := snooze(walk, nudge_id, action)):
        walk.say_phrase("nudge_moved", due={"at": moved.due.isoformat()})
    else:
        drop_nudges(walk, lambda n: n.id == nudge_id)
        walk.say_phrase("nudge_dropped")


def _open(walk: Walk, nudge: Nudge, state: str) -> None:
    """Take a nudge up: it is done, and its flow knows again what it noted then."""
    drop_nudges(walk, lambda n: n.id == nudge.id)
    keep_place(walk)
    for flow, values in nudge.slots.items():
        walk.slots.setdefault(flow, {}).update(values)
    if walk.book.has(state):
        enter(walk, state)
    else:
        walk.say_phrase("migrated")
        ask_again(walk)
