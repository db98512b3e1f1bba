"""What works in every state: stop, menu, back, help, hide, and the answer to danger."""

from collections.abc import Callable

from app.engine.answers import matches
from app.engine.loader import Book
from app.engine.moves import enter, jump, keep_place, open_flow
from app.engine.prompts import ask_again
from app.engine.walk import Walk


def stop(walk: Walk) -> None:
    """End what is under way; its place is kept, to be offered again."""
    _leave_for(walk, "stop")


def menu(walk: Walk) -> None:
    """Show what there is; what was under way is kept, to be offered again."""
    _leave_for(walk, "menu")


def hide(walk: Walk) -> None:
    """Take the conversation out of sight."""
    _leave_for(walk, "hide")


def back(walk: Walk) -> None:
    """Return to the question before; what was noted since stays noted until answered anew."""
    while walk.trail:
        place = walk.trail.pop()
        if walk.book.has(place.state):
            walk.frames = list(place.frames)
            enter(walk, place.state)
            return
    walk.say_phrase("no_back")
    ask_again(walk)


def help_here(walk: Walk) -> None:
    """Say what this is and what can be done here; the question stays."""
    flow = walk.book.flows.get(walk.flow)
    about = walk.scope().render(flow.help) if flow and flow.help else ""
    walk.say_phrase("help", about=about)
    ask_again(walk)


def danger(walk: Walk, kind: str) -> None:
    """The safety screen spoke up: coaching stops, whatever was under way."""
    walk.frames, walk.trail = [], []
    state = walk.book.role("safety")
    walk.slots[state.partition(".")[0]] = {"kind": kind}
    enter(walk, state)


def _leave_for(walk: Walk, role: str) -> None:
    keep_place(walk)
    jump(walk, walk.book.role(role), came_from="")


GLOBALS: dict[str, Callable[[Walk], None]] = {
    "stop": stop,
    "menu": menu,
    "back": back,
    "help": help_here,
    "hide": hide,
}


def global_word(walk: Walk, text: str) -> str | None:
    """The global that these words mean, when they mean nothing else."""
    locale = walk.scope().locale
    for flow in walk.book.flows.values():
        for name, words in flow.words.items():
            if matches(text, _in_both(walk.book, words, locale), near=False):
                return name
    return None


def phrased_flow(walk: Walk, text: str) -> str | None:
    """The flow one of whose entry phrases this is, word for word."""
    locale = walk.scope().locale
    for flow in walk.book.flows.values():
        if matches(text, _in_both(walk.book, flow.entry.phrases, locale)):
            return flow.id
    return None


def run_command(walk: Walk, name: str, argument: str) -> bool:
    """Run a slash command; false if there is none of this name."""
    if name in GLOBALS:
        GLOBALS[name](walk)
        return True
    flows = {flow.entry.command or flow.id: flow for flow in walk.book.flows.values()}
    flow = flows.get(name)
    if flow is None:
        return False
    wanted = walk.book.flows.get(argument, flow)
    open_flow(walk, wanted.first)
    return True


def _in_both(book: Book, words: list[str], locale: str) -> list[str]:
    return [*words, *(book.translate(word, locale) for word in words)]
