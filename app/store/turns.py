"""Keeping a turn: its new state, its words and its effects, in the transaction it was taken in."""

from collections.abc import Mapping
from datetime import datetime

from app.engine.model import (
    CloseEpisode,
    Conversation,
    DropTimer,
    Effect,
    ForgetPerson,
    HideMessages,
    OpenEpisode,
    RecordHeat,
    Reply,
    SaveDraft,
    SetTimer,
    Turn,
    Value,
)
from app.store import conversations, forgetting, keepsakes, timer_rows
from app.store.conversations import Held
from app.store.outbox_rows import Manner, Writer
from app.store.unit_of_work import UnitOfWork


async def keep_turn(
    unit: UnitOfWork, held: Held, turn: Turn, *, own: str, carried: bool, now: datetime
) -> bool:
    """Write what the turn led to; True if the person was forgotten by it.

    own      the words that the person typed in this turn, or nothing.
    carried  true for a channel whose messages are sent to it, false for one that is read.
    """
    writer = Writer(unit, held.id, held.channel, carried=carried, last_seq=held.last_seq, now=now)
    forgotten = any(isinstance(effect, ForgetPerson) for effect in turn.effects)
    hidden = any(isinstance(effect, HideMessages) for effect in turn.effects)
    if not forgotten and own:
        await writer.own(own)
    shown = await forgetting.hide(unit, held, now) if hidden else []
    if forgotten:
        await forgetting.forget(unit, held, now)
    else:
        await conversations.save(unit, held, turn.conversation)
        for effect in turn.effects:
            await _keep_effect(unit, held, effect, now)
    if carried:
        for message in shown:
            await writer.delete(None if forgotten else message.row_id, message.remote_id)
    elif hidden or forgotten:
        await writer.clear()
    await _say(writer, turn.replies, turn.conversation)
    await writer.finish()
    return forgotten


async def _say(writer: Writer, replies: tuple[Reply, ...], conversation: Conversation) -> None:
    manner = _manner(conversation.person)
    for reply in replies:
        await writer.say(reply, manner)
    if any(reply.prompt for reply in replies):
        await writer.close_old_prompts()


def _manner(person: Mapping[str, Value]) -> Manner:
    return Manner(discreet=bool(person.get("discreet")), protect=bool(person.get("protect")))


async def _keep_effect(unit: UnitOfWork, held: Held, effect: Effect, now: datetime) -> None:
    match effect:
        case SetTimer(key=key, due=due):
            await timer_rows.set_timer(unit, held.id, key, due)
        case DropTimer(key=key):
            await timer_rows.drop_timer(unit, held.id, key)
        case SaveDraft(kind=kind, text=text):
            await keepsakes.save_draft(unit, held.person_id, kind, text, now)
        case OpenEpisode():
            await keepsakes.open_episode(unit, held.person_id, now)
        case CloseEpisode(outcome=outcome):
            await keepsakes.close_episode(unit, held.person_id, outcome, now)
        case RecordHeat(moment=moment, value=value):
            await keepsakes.record_heat(unit, held.person_id, moment, value, now)
        case _:  # hiding and forgetting concern the turn as a whole; charts are drawn elsewhere
            pass
