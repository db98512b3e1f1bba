"""How a walk moves through the machine, and where it comes to rest."""

from app.engine.actions import perform
from app.engine.loader import END, RESUME
from app.engine.machine import JUNCTION
from app.engine.model import Frame
from app.engine.prompts import arrive
from app.engine.walk import Walk

MAX_STATES = 60
"""States that one turn may pass through before it counts as a loop."""
MAX_INTERRUPTED = 3


class LoopError(RuntimeError):
    """States lead round and round without waiting; the static checks should have said so."""


def go(walk: Walk, trigger: str) -> bool:
    """Fire a trigger of the current state and follow the states that lead on by themselves.

    False, and nothing changed, if the machine has no way for it from here.
    """
    came_from = walk.flow
    if not walk.fire(trigger):
        return False
    _follow(walk, came_from)
    return True


def open_flow(walk: Walk, state: str, said: str = "") -> None:
    """Enter a flow from its beginning and keep this place, to be offered again.

    `said` are the words that led here, for a flow that wants to know them.
    """
    keep_place(walk)
    jump(walk, state, came_from="", said=said)


def enter(walk: Walk, state: str) -> None:
    """Enter a state with what its flow has noted so far."""
    jump(walk, state, came_from=state.partition(".")[0])


def jump(walk: Walk, state: str, came_from: str, said: str = "") -> None:
    """Leave from wherever this is and enter a state, through the junction."""
    walk.fire("leave")
    walk.state = JUNCTION
    walk.fire(f"enter:{state}")
    _follow(walk, came_from, said)


def keep_place(walk: Walk) -> None:
    """Remember the current state as interrupted, unless nothing is under way here."""
    if not walk.book.has(walk.state) or walk.spec.rest:
        return
    walk.remember()
    version = walk.book.flows[walk.flow].version
    walk.frames.append(Frame("interrupt", walk.state, version))
    starts = [i for i, frame in enumerate(walk.frames) if frame.kind == "interrupt"]
    if len(starts) > MAX_INTERRUPTED:
        del walk.frames[: starts[0] + 1]


def _follow(walk: Walk, came_from: str, said: str = "") -> None:
    walk.drop_state_timers()
    for _ in range(MAX_STATES):
        if walk.state in (END, RESUME):
            came_from = _leave_junction(walk)
            continue
        if walk.flow != came_from and walk.state == walk.book.flows[walk.flow].first:
            walk.clear_slots(walk.flow)
            if slot := walk.book.flows[walk.flow].entry.said:
                walk.put(slot, said or None)
            said = ""
        came_from = walk.flow
        perform(walk)
        spec = walk.spec
        if spec.waits:
            arrive(walk)
            return
        if spec.call:
            version = walk.book.flows[walk.flow].version
            walk.frames.append(Frame("call", walk.state, version))
            walk.fire("call")
        else:
            walk.fire("next")
    raise LoopError(walk.state)


def _leave_junction(walk: Walk) -> str:
    """Go on from `@end` or `@resume`; gives the flow whose notes stay as they are."""
    top = walk.frames[-1] if walk.frames else None
    if walk.state == RESUME and top and top.kind == "interrupt":
        walk.frames.pop()
        walk.fire(f"enter:{top.state}")
        return walk.flow
    if walk.state == END and top and top.kind == "call":
        walk.frames.pop()
        walk.fire(f"return:{top.state}")
        return top.state.partition(".")[0]
    if walk.state == RESUME:
        walk.state = END
    walk.fire("next")
    return walk.flow
