"""How a waiting state asks: its buttons, its timers, its counted breath."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.engine.flow import Beat, Choice, Pace, Slot
from app.engine.model import Button, Reply, SetTimer, Value
from app.engine.walk import Walk


@dataclass(frozen=True, slots=True)
class Offer:
    """A button as the current state offers it.

    id      what a tap brings back, behind the number of the step.
    choice  the written choice, or None for a value of the asked slot.
    value   the value of the asked slot, or the item of a list.
    known   words that mean the same when typed.
    """

    id: str
    label: str
    choice: Choice | None
    value: Value
    known: tuple[str, ...]


def offers(walk: Walk) -> list[Offer]:
    """What can be tapped (or typed) in the current state."""
    if not walk.book.has(walk.state):
        return []
    return [*_slot_offers(walk), *_choice_offers(walk)]


def asked_slot(walk: Walk) -> Slot | None:
    """The slot that the current state asks for."""
    if not walk.book.has(walk.state) or not walk.spec.ask:
        return None
    return walk.book.slot(walk.flow, walk.spec.ask)


def _slot_offers(walk: Walk) -> list[Offer]:
    slot = asked_slot(walk)
    if slot is None:
        return []
    scope = walk.scope()
    if slot.type == "choice":
        return [
            Offer(f"v{i}", scope.render(o.label), None, o.value, (o.label, o.value, *o.also))
            for i, o in enumerate(slot.options)
        ]
    if slot.type == "scale":
        low, high = slot.min or 0, 10 if slot.max is None else slot.max
        return [Offer(f"v{n}", str(n), None, n, ()) for n in range(low, high + 1)]
    if slot.type == "boolean":
        words = [(True, scope.phrase("yes_label")), (False, scope.phrase("no_label"))]
        return [Offer(f"v{int(value)}", label, None, value, ()) for value, label in words]
    return []


def _choice_offers(walk: Walk) -> list[Offer]:
    scope = walk.scope()
    found: list[Offer] = []
    for index, choice in enumerate(walk.spec.choices):
        if choice.each is None:
            if scope.holds(choice.when):
                label = scope.render(choice.label)
                also = (scope.book.translate(word, scope.locale) for word in choice.also)
                known = (choice.label, *choice.also, *also)
                found.append(Offer(f"c{index}", label, choice, None, known))
            continue
        for number, item in enumerate(scope.value(choice.each) or ()):
            inner = scope.with_extra(item=item)
            if inner.holds(choice.when):
                label = shorten(inner.render(choice.label))
                found.append(Offer(f"c{index}-{number}", label, choice, item, ()))
    return found


def shorten(label: str, longest: int = 60) -> str:
    """A label made from a person's words, cut where a button would get too long."""
    line = " ".join(label.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def buttons(walk: Walk) -> tuple[Button, ...]:
    """The current state's buttons; their data carries the step, so stale ones are recognised."""
    taps = [Button(offer.label, f"{walk.step:x}.{offer.id}") for offer in offers(walk)]
    page = walk.spec.page if walk.book.has(walk.state) else None
    if page:
        taps.append(Button(walk.scope().render(page.label), kind="page", text=page.path))
    return tuple(taps)


def arrive(walk: Walk) -> None:
    """A waiting state was reached: put its buttons under the last words and set its timers."""
    walk.step += 1
    walk.beat = 0
    spec = walk.spec
    for index, duration in enumerate(spec.after):
        due = walk.event.now + duration
        walk.set_state_timer(SetTimer(f"after:{walk.step:x}:{index}", due))
    if spec.pace:
        show_beat(walk, spec.pace, walk.event.now)
        return
    attach(walk)


def ask_again(walk: Walk) -> None:
    """Put the current question once more, with its buttons as they are."""
    if not walk.book.has(walk.state):
        return
    if walk.spec.pace:
        walk.replies.append(_beat_reply(walk, walk.spec.pace))
        return
    if walk.spec.say:
        walk.say(walk.scope().pick(walk.spec.say[-1]))
    attach(walk)


def attach(walk: Walk) -> None:
    """Put the current state's buttons under the last words."""
    shown = buttons(walk)
    if not shown:
        return
    last = walk.replies[-1] if walk.replies else None
    if last is None or last.kind != "say" or last.buttons:
        walk.say_phrase("pick")
    slot = asked_slot(walk)
    is_scale = slot is not None and slot.type == "scale"
    walk.replies[-1] = replace(
        walk.replies[-1], buttons=shown, layout="scale" if is_scale else "list", prompt=True
    )


def show_beat(walk: Walk, pace: Pace, started: datetime) -> None:
    """Show the current beat in place and wake up when it is over."""
    walk.replies.append(_beat_reply(walk, pace))
    due = started + _beat(pace, walk.beat).hold
    key = f"beat:{walk.step:x}:{walk.beat}"
    walk.set_state_timer(SetTimer(key, max(due, walk.event.now + timedelta(milliseconds=200))))


def beats(pace: Pace) -> int:
    """How many beats the whole count has."""
    return pace.rounds * len(pace.beats)


def _beat(pace: Pace, number: int) -> Beat:
    return pace.beats[number % len(pace.beats)]


def _beat_reply(walk: Walk, pace: Pace) -> Reply:
    scope = walk.scope().with_extra(
        round=walk.beat // len(pace.beats) + 1,
        rounds=pace.rounds,
    )
    return Reply(
        scope.render(_beat(pace, walk.beat).say),
        buttons(walk),
        kind="pace",
        key=f"pace:{walk.step:x}",
        prompt=True,
        quiet=walk.beat > 0,
    )
