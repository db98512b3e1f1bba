"""What typed words mean here: a global, a button, an answer, another flow, or a question back."""

from dataclasses import replace

from app.engine.answers import NO, clean, folded, read_answer
from app.engine.flow import Slot
from app.engine.globals import GLOBALS, global_word, phrased_flow
from app.engine.model import Button, Event
from app.engine.moves import go, open_flow
from app.engine.prompts import Offer, ask_again, asked_slot, attach, offers
from app.engine.walk import Walk

MAX_OFFERED = 3
_LONGEST_TIME = 100


def hear(walk: Walk, event: Event) -> None:
    """Answer typed words: first what is sure, then what is asked, then a guess."""
    text = clean(event.text)
    walk.asked = ""
    if not text:
        walk.say_phrase("empty")
        ask_again(walk)
        return
    word = global_word(walk, text)
    offer = _typed_offer(walk, text)
    slot = asked_slot(walk)
    if word and not offer:
        GLOBALS[word](walk)
    elif offer:
        choose(walk, offer)
    elif slot:
        _answer(walk, slot, event, text)
    elif not _answer_ahead(walk, text):
        _wander(walk, event, text)


def _answer_ahead(walk: Walk, text: str) -> bool:
    """Answer the question behind a button that hears such words; false if no button does."""
    for offer in offers(walk):
        heard = offer.choice.hears if offer.choice else None
        if heard and read_answer(Slot(type=heard), text, walk.scope()).ok:
            choose(walk, offer)
            slot = asked_slot(walk)
            answer = read_answer(slot, text, walk.scope()) if slot else NO
            if answer.ok:
                walk.replies.clear()
                accept(walk, answer.value)
            return True
    return False


def choose(walk: Walk, offer: Offer) -> None:
    """Take one of the current state's buttons."""
    place = (walk.state, list(walk.frames))
    if offer.choice is None:
        accept(walk, offer.value)
        return
    walk.remember()
    scope = walk.scope().with_extra(item=offer.value)
    for slot, expression in offer.choice.set.items():
        walk.put(slot, scope.value(expression))
    index = offer.id.removeprefix("c").partition("-")[0]
    if not go(walk, f"tap:{index}") and (walk.state, walk.frames) == place:
        ask_again(walk)


def accept(walk: Walk, value: object) -> None:
    """Note the value of the asked slot and go on."""
    walk.remember()
    walk.put(walk.spec.ask or "", value)
    if not go(walk, "answer"):
        ask_again(walk)


def _typed_offer(walk: Walk, text: str) -> Offer | None:
    said = folded(text)
    slot = asked_slot(walk)
    for offer in offers(walk):
        if offer.choice is None and slot and slot.type == "scale":
            continue  # numbers are read with their sign, as answers
        if said and said in {folded(word) for word in (offer.label, *offer.known)}:
            return offer
    return None


def _answer(walk: Walk, slot: Slot, event: Event, text: str) -> None:
    answer = read_answer(slot, text, walk.scope())
    wanted = _wanted(walk, event, text)
    if answer.ok and wanted and slot.type == "text" and _is_sure(walk, event, text):
        _ask_which(walk, text, wanted)
    elif answer.ok:
        accept(walk, answer.value)
    elif wanted:
        take(walk, wanted, text)
    else:
        walk.say(walk.scope().render(slot.reask) or walk.scope().phrase("reask"))
        attach(walk)
        _offer_flows(walk, event, text)


def _wander(walk: Walk, event: Event, text: str) -> None:
    wanted = _wanted(walk, event, text)
    if wanted:
        take(walk, wanted, text)
        return
    if walk.spec.pace:
        walk.say_phrase("pacing")
        return
    if _offer_flows(walk, event, text):
        return
    if walk.spec.rest and (flow := _hearing(walk, text)):
        take(walk, flow, text)
        return
    language = event.reading.language
    foreign = "languages" if language and language not in walk.book.locales else ""
    if walk.spec.rest:
        walk.say_phrase(foreign or "unknown")
        GLOBALS["menu"](walk)
    else:
        walk.say_phrase(foreign or "choose")
        ask_again(walk)


def _wanted(walk: Walk, event: Event, text: str) -> str | None:
    """The other flow or global that the words clearly ask for."""
    reading = event.reading
    intent = reading.intent if reading.accepted else phrased_flow(walk, text)
    known = intent is not None and (intent in GLOBALS or walk.book.opening(intent) is not None)
    return intent if known and not _is_here(walk, intent) else None


def _is_here(walk: Walk, intent: str | None) -> bool:
    """Whether the words ask for the flow that is under way; where it only rests, they open it
    anew if it wants to know them."""
    wants_words = walk.spec.rest and walk.book.flows[walk.flow].entry.said
    return intent == walk.flow and not wants_words


def _hearing(walk: Walk, text: str) -> str | None:
    """The flow that hears words like these, which are a time and nothing else."""
    if len(text) > _LONGEST_TIME:
        return None
    scope = walk.scope()
    read = scope.tools.read_time(text, scope.now, scope.timezone, locale=scope.locale)
    if read is None or len(folded(text).split()) - len(folded(read.said).split()) > 1:
        return None
    return next((f.id for f in walk.book.flows.values() if f.entry.hears == "time"), None)


def _is_sure(walk: Walk, event: Event, text: str) -> bool:
    return event.reading.sure or phrased_flow(walk, text) is not None


def take(walk: Walk, wanted: str, said: str = "") -> bool:
    """Follow an intent: run the global or open the flow with the words that were said; false if
    there is neither."""
    opening = walk.book.opening(wanted)
    if wanted in GLOBALS:
        GLOBALS[wanted](walk)
    elif opening:
        open_flow(walk, opening, said)
    return wanted in GLOBALS or opening is not None


def _ask_which(walk: Walk, text: str, wanted: str) -> None:
    """The words could be the answer or a wish to go elsewhere: ask, and lose nothing."""
    walk.asked = text
    scope = walk.scope()
    title = _title(walk, wanted)
    walk.say_phrase("meant", wanted=title)
    shown = (
        Button(scope.phrase("keep_answer"), f"keep.{walk.step:x}"),
        Button(title, f"go.{wanted}"),
    )
    walk.replies[-1] = replace(walk.replies[-1], buttons=shown, prompt=True)


def _title(walk: Walk, wanted: str) -> str:
    scope = walk.scope()
    if wanted in GLOBALS:
        return scope.phrase(f"{wanted}_label")
    flow = (walk.book.opening(wanted) or walk.state).partition(".")[0]
    return scope.render(walk.book.flows[flow].title)


def _offer_flows(walk: Walk, event: Event, text: str) -> bool:
    """Offer two or three flows that the words may have meant; false if there are none."""
    reading = event.reading
    if not reading.plausible:
        return False
    intents = dict.fromkeys((reading.intent, *reading.alternatives))
    flows = [i for i in intents if walk.book.opening(i) and not _is_here(walk, i)][:MAX_OFFERED]
    if not flows:
        return False
    walk.asked = text
    walk.say_phrase("unsure")
    shown = tuple(Button(_title(walk, flow), f"go.{flow}") for flow in flows)
    walk.replies[-1] = replace(walk.replies[-1], buttons=shown)
    return True
