"""Long polling: what is confirmed, when, and what happens when Telegram says no."""

import asyncio
import logging

import pytest

from app.channels.telegram.polling import Ledger

from .fake_bot_api import ApiError, Fault, Person
from .rig import TOKEN, Rig, until


async def test_nothing_is_confirmed_before_its_commit(rig, person):
    rig.pauses["slow"] = 30.0
    person.say("slow")
    Person(rig.world, 12).say("quick")
    async with rig.polling():
        await until(lambda: rig.heard() == ["quick"])
        await asyncio.sleep(10)
        assert rig.world.confirmed == 0, "the older update would be lost by a crash now"
        await until(lambda: rig.world.confirmed == 2)
    assert rig.heard() == ["quick", "slow"]


async def test_a_slow_chat_holds_up_nobody(rig, person):
    rig.pauses["slow"] = 60.0
    person.say("slow")
    async with rig.polling():
        await until(lambda: rig.running)
        for n in range(5):
            Person(rig.world, 20 + n).say(f"hello {n}")
            await until(lambda n=n: f"hello {n}" in rig.heard(), seconds=2)
        assert "slow" not in rig.heard()


async def test_a_tap_behind_a_slow_turn_is_answered_at_once(rig, person):
    rig.pauses["think"] = 20.0
    async with rig.polling():
        person.say("think")
        await until(lambda: rig.running)
        query = person.post_tap(5, "7:yes")
        await until(lambda: rig.world.answered == [query], seconds=2)
        assert rig.turns == []
        await until(lambda: rig.heard() == ["think", "7:yes"])


async def test_what_a_crash_interrupts_is_delivered_again(world, person):
    dying = Rig(world)
    dying.pauses["hello"] = 1000.0
    person.say("hello")
    async with dying.polling() as task:
        await until(lambda: dying.running)
        task.cancel()  # and the turn under way is cut off after the grace
    assert dying.turns == []
    next_life = Rig(world)
    async with next_life.polling():
        await until(lambda: next_life.heard() == ["hello"])


async def test_a_stop_lets_a_turn_finish_and_confirms_it(rig, person):
    rig.pauses["hello"] = 5.0
    person.say("hello")
    async with rig.polling():
        await until(lambda: rig.running)
    assert rig.heard() == ["hello"]
    assert rig.world.updates == []


async def test_a_thousand_updates_in_many_chats(rig):
    people = [Person(rig.world, 100 + n) for n in range(50)]
    for round_ in range(20):
        for someone in people:
            someone.say(f"{someone.id} {round_}")
    async with rig.polling():
        await until(lambda: not rig.world.updates)
    assert sorted(rig.heard()) == sorted(f"{p.id} {r}" for p in people for r in range(20))
    assert rig.world.confirmed == 1000


async def test_the_network_down_is_waited_out(rig, person, caplog):
    rig.world.faults.append(Fault("getUpdates", times=6, drop=True))
    person.say("hello")
    async with rig.polling():
        await until(lambda: rig.heard() == ["hello"])
        await until(lambda: not rig.world.updates)
    assert len([r for r in caplog.records if "trying on" in r.message]) == 1
    assert len(rig.world.called("getUpdates")) < 20


async def test_flood_control_on_polling_waits_as_long_as_told(rig, person):
    rig.world.faults.append(Fault("getUpdates", error=ApiError(429, "Too Many", retry_after=40)))
    person.say("hello")
    began = rig.world.now()
    async with rig.polling():
        await until(lambda: rig.heard() == ["hello"])
    assert rig.world.now() - began >= 40


async def test_two_pollers_are_told_apart_with_a_remedy(rig, person, caplog):
    rig.world.faults.append(
        Fault(
            "getUpdates", times=3, error=ApiError(409, "Conflict: terminated by other getUpdates")
        )
    )
    person.say("hello")
    async with rig.polling():
        await until(lambda: rig.heard() == ["hello"])
    (told,) = [r.message for r in caplog.records if r.levelno == logging.ERROR]
    assert "Another process fetches" in told
    assert "webhook" in told


async def test_a_second_poller_ends_the_first_ones_wait(rig, world, caplog):
    async with rig.polling(), Rig(world).polling():
        await until(lambda: "Another process" in caplog.text)


async def test_a_webhook_in_the_way_is_told_with_its_remedy(rig, person, caplog):
    rig.world.webhook.url = "https://elsewhere.example/"
    person.say("hello")
    async with rig.polling():
        await until(lambda: "circleback webhook delete" in caplog.text)
        rig.world.webhook.url = ""
        await until(lambda: rig.heard() == ["hello"])


async def test_a_bad_token_is_told_with_its_remedy_and_never_shown(world, person, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = Rig(world, token="4242:wrong-token")
    async with wrong.polling():
        await until(lambda: "TELEGRAM_BOT_TOKEN" in caplog.text)
        await asyncio.sleep(600)
    assert "@BotFather" in caplog.text
    assert "wrong-token" not in caplog.text
    assert len([r for r in caplog.records if r.levelno == logging.ERROR]) == 1
    assert len(world.calls) == 0


async def test_logs_hold_neither_words_nor_token_even_at_debug(rig, person, caplog):
    caplog.set_level(logging.DEBUG)
    rig.fails["my secret words"] = [ValueError("my secret words")]
    person.say("my secret words")
    rig.world.faults.append(Fault("getUpdates", times=2, drop=True))
    rig.world.post(message={"text": "broken secret"})
    async with rig.polling():
        await until(lambda: rig.heard() == ["my secret words"])
        await rig.send(person, "your secret words")
    assert "secret words" not in caplog.text
    assert "broken secret" not in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text


def test_ledger_offset_never_passes_an_open_update():
    ledger = Ledger()
    assert ledger.offset is None
    assert all(ledger.take(n) for n in (5, 6, 9))
    ledger.settle(6)
    assert ledger.offset == 5
    assert not ledger.take(6), "delivered again while 5 is open"
    ledger.settle(5)
    assert ledger.offset == 9
    ledger.settle(9)
    assert ledger.offset == 10


def test_ledger_takes_a_lower_id_after_telegram_renumbered():
    ledger = Ledger()
    ledger.take(900)
    ledger.settle(900)
    assert ledger.take(20)
    assert ledger.offset == 20


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_ledger_forgets_what_is_confirmed(order):
    ledger = Ledger()
    for n in (1, 2, 3):
        ledger.take(n)
    for n in order:
        ledger.settle(n)
    assert ledger.offset == 4
    assert not ledger._done
