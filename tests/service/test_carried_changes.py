"""On a channel that messages are sent to: edits, closed prompts, hiding and forgetting."""

import pytest
from sqlalchemy import func, select

from app.delivery.carrier import Refused, RetryLater
from app.delivery.outbox import Outbox
from app.delivery.signals import Signals
from app.engine.model import Button, ForgetPerson, HideMessages, Reply
from app.store.queries import dead_letters
from app.store.tables import metadata, outbox
from tests.small_core import Chat, FakeCarrier, heard, make_coach, scripted

DONE = (Button("Done", "1:done"),)


def core():
    def asks(text: str, key: str | None = None) -> Reply:
        return Reply(text, DONE, key=key, prompt=True)

    return scripted(
        breathe=([Reply("in 1", key="pace")], []),
        out=([Reply("out 2", key="pace")], []),
        rest=([Reply("rest 3", key="pace")], []),
        ask=([asks("how hot?")], []),
        again=([Reply("fine."), asks("and now?")], []),
        keyed=([asks("pick", key="list")], []),
        picked=([asks("pick more", key="list")], []),
        copy=([Reply("your words", (Button("Copy", kind="copy", text="words"),))], []),
        hide=([Reply("hidden")], [HideMessages()]),
        forget=([Reply("all gone")], [ForgetPerson()]),
        vanish=([Reply("all gone")], [HideMessages(), ForgetPerson()]),
        quietly=([], [HideMessages()]),
    )


@pytest.fixture
def carrier(time) -> FakeCarrier:
    return FakeCarrier(time)


@pytest.fixture
def sender(store, carrier, time) -> Outbox:
    return Outbox(store, [carrier], time, Signals(time.sleep), jitter=lambda: 1.0)


@pytest.fixture
def chat(store, time) -> Chat:
    return Chat(make_coach(store, time, core()), store)


async def test_a_reply_with_a_key_replaces_the_earlier_one(chat, sender, carrier):
    for word in ("breathe", "out", "rest"):
        await chat.say(word)
        await sender.drain()
    assert carrier.kinds == ["send", "edit", "edit"]
    assert [message.remote_id for message in carrier.taken] == [None, "m1", "m1"]
    assert carrier.texts == ["in 1", "out 2", "rest 3"]


async def test_versions_that_were_not_sent_yet_are_skipped(chat, sender, carrier):
    for word in ("breathe", "out", "rest"):
        await chat.say(word)
    await sender.drain()
    assert (carrier.kinds, carrier.texts) == (["send"], ["rest 3"])
    await chat.say("breathe")
    await chat.say("out")
    await sender.drain()
    assert (carrier.kinds, carrier.texts[1:]) == (["send", "edit"], ["out 2"])


async def test_a_new_version_of_a_message_under_way_is_an_edit_after_it(
    chat, store, sender, carrier, time
):
    await chat.say("breathe")
    under_way = Outbox(store, [carrier], time, Signals(time.sleep))._senders[0]
    (claimed,) = await under_way._claim(1)
    await chat.say("out")
    await under_way._carry(claimed)
    await sender.drain()
    assert (carrier.kinds, carrier.texts) == (["send", "edit"], ["in 1", "out 2"])


async def test_an_edit_that_is_refused_is_missed_by_nobody(store, chat, sender, carrier):
    await chat.say("breathe")
    await sender.drain()
    carrier.faults = [Refused("too_old")]
    await chat.say("out")
    await chat.say("hello")
    await sender.drain()
    assert carrier.texts == ["in 1", "text hello"]
    async with store.read() as connection:
        assert await dead_letters(connection) == []


async def test_after_a_refused_message_its_key_starts_anew(chat, sender, carrier):
    carrier.faults = [Refused("bad")]
    await chat.say("breathe")
    await sender.drain()
    await chat.say("out")
    await sender.drain()
    assert carrier.kinds == ["send"]


async def test_a_change_of_a_message_that_never_arrived_is_not_tried(
    chat, store, sender, carrier, time
):
    await chat.say("breathe")
    under_way = Outbox(store, [carrier], time, Signals(time.sleep))._senders[0]
    (claimed,) = await under_way._claim(1)
    await chat.say("out")
    carrier.faults = [Refused("bad")]
    await under_way._carry(claimed)
    await sender.drain()
    assert carrier.tries == 1


async def test_a_new_prompt_closes_the_one_before(chat, sender, carrier):
    await chat.say("ask")
    await chat.say("copy")
    await sender.drain()
    assert carrier.kinds == ["send", "send"]
    await chat.say("again")
    await chat.say("hello")
    await sender.drain()
    assert carrier.kinds[2:] == ["send", "send", "close", "send"]
    assert carrier.taken[4].remote_id == "m1"


async def test_a_prompt_that_is_edited_is_not_closed_by_itself(chat, sender, carrier):
    await chat.say("keyed")
    await sender.drain()
    await chat.say("picked")
    await sender.drain()
    assert carrier.kinds == ["send", "edit"]
    await chat.say("ask")
    await sender.drain()
    assert carrier.kinds == ["send", "edit", "send", "close"]
    assert carrier.taken[3].remote_id == "m1"


async def test_an_older_prompt_that_is_edited_stays_the_one_to_answer(chat, sender, carrier):
    await chat.say("keyed")
    await chat.say("hello")
    await sender.drain()
    await chat.say("picked")
    await sender.drain()
    assert carrier.kinds == ["send", "send", "edit"]


async def test_hiding_takes_recent_messages_away_and_drops_the_unsent(chat, sender, carrier, time):
    await chat.say("old")
    await sender.drain()
    time.pass_(hours=49)
    await chat.say("new")
    await chat.say("ask")
    await sender.drain()
    carrier.fault_for = lambda _: RetryLater()
    await chat.say("not yet sent")
    await sender.drain()
    carrier.fault_for = lambda _: None
    await chat.say("hide")
    time.pass_(seconds=5)
    await sender.drain()
    assert carrier.kinds[3:] == ["delete", "delete", "send"]
    assert [message.remote_id for message in carrier.taken[3:5]] == ["m3", "m2"]
    assert carrier.texts[-1] == "hidden"
    await chat.say("quietly")
    await sender.drain()
    assert [message.remote_id for message in carrier.taken[6:]] == ["m6"], "none is deleted twice"


async def test_forgetting_deletes_everything_but_the_last_reply(chat, sender, carrier, store):
    await chat.say("one", "u1")
    await sender.drain()
    await chat.say("two", "u2")
    await chat.say("forget", "u3")
    async with store.read() as connection:
        sizes = {
            table.name: await connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }
    assert sizes == {
        **dict.fromkeys(("timers", "drafts", "episodes", "heats"), 0),
        **dict.fromkeys(("persons", "conversations", "processed_updates", "key_check"), 1),
        "outbox": 1,
    }
    assert heard(await chat.state()) == []
    await sender.drain()
    assert carrier.texts == ["text one", "all gone"]
    assert (await chat.say("forget", "u3")).duplicate, "the update itself is not taken twice"
    await chat.say("hello again", "u4")
    assert heard(await chat.state()) == ["hello again"]


async def test_forgetting_can_take_the_messages_along(chat, sender, carrier, store):
    await chat.say("one")
    await sender.drain()
    await chat.say("vanish")
    await sender.drain()
    assert carrier.kinds == ["send", "delete", "send"]
    assert carrier.taken[1].remote_id == "m1"


async def test_a_message_under_way_while_all_is_forgotten_does_not_stop_the_last_one(
    chat, store, sender, carrier, time
):
    await chat.say("one")
    under_way = Outbox(store, [carrier], time, Signals(time.sleep))._senders[0]
    (claimed,) = await under_way._claim(1)
    await chat.say("forget")
    await under_way._carry(claimed)
    await sender.drain()
    assert carrier.texts == ["text one", "all gone"]


async def test_the_manner_of_the_person_goes_with_each_message(store, time, sender, carrier):
    from dataclasses import replace

    from app.engine.model import Conversation, Turn

    def advance(conversation: Conversation, _event) -> Turn:
        slots = {"person": {"discreet": True, "protect": True}}
        return Turn(replace(conversation, slots=slots), (Reply("hi"),), ())

    await Chat(make_coach(store, time, advance), store).say("x")
    await sender.drain()
    assert (carrier.taken[0].discreet, carrier.taken[0].protect) == (True, True)


async def test_the_seal_of_a_row_is_never_looked_into_by_operators(store, chat):
    await chat.say("ask")
    async with store.read() as connection:
        token = await connection.scalar(select(outbox.c.payload))
    assert "how hot" not in token
    assert "how hot?" in store.vault.open(token)
