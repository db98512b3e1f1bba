"""What goes out: texts, buttons, drafts, edits, and what Telegram answers to them."""

import asyncio

import pytest

from app.channels.telegram.carrier import TelegramCarrier
from app.delivery.carrier import Gone, Refused, RetryLater
from app.engine.model import Attachment, Button, Reply

from .fake_bot_api import ApiError, Fault, World
from .rig import FLOWS, LEXICON, Rig

NASTY = "<b>5 < 6 & *you* _never_ `listen`</b> [x](tg://user?id=1) \\ 😀 \u202e"


async def test_words_arrive_as_they_were_written(rig, person):
    await rig.send(person, NASTY)
    assert person.sees() == [NASTY]


async def test_buttons_come_back_as_taps(rig, person):
    await rig.send(person, Reply("Ready?", (Button("Yes", "3:yes"), Button("Not yet", "3:no"))))
    person.tap("Not yet")
    async with rig.polling():
        await asyncio.sleep(1)
    assert [turn.data for turn in rig.turns] == ["3:no"]


async def test_a_list_has_a_button_a_row_and_a_scale_a_keypad(rig, person):
    choices = (Button("Yes", "a"), Button("No", "b"))
    await rig.send(person, Reply("?", choices))
    scale = (*(Button(str(n), f"h:{n}") for n in range(11)), Button("Skip this", "skip"))
    await rig.send(person, Reply("How hot?", scale, layout="scale"))
    listed, keypad = person.bot_messages()
    assert [len(row) for row in listed.keyboard] == [1, 1]
    assert [[key["text"] for key in row] for row in keypad.keyboard] == [
        ["0", "1", "2", "3"],
        ["4", "5", "6", "7"],
        ["8", "9", "10"],
        ["Skip this"],
    ]


async def test_a_long_text_comes_in_parts_with_the_buttons_on_the_last(rig, person):
    text = "\n\n".join(f"Paragraph {n}. " + "word 😀 " * 60 for n in range(30))
    remote = await rig.send(person, Reply(text, (Button("Done", "d"),)))
    messages = person.bot_messages()
    assert len(messages) > 2
    assert "".join(person.sees()) == text
    assert [bool(message.keyboard) for message in messages] == [False] * (len(messages) - 1) + [
        True
    ]
    assert remote == str(messages[-1].id)


async def test_an_empty_reply_is_refused_before_telegram_does(rig, person):
    with pytest.raises(Refused, match="empty"):
        await rig.send(person, Reply(" \n ", (Button("Ok", "o"),)))
    assert rig.world.called("sendMessage") == []


def draft(text):
    buttons = (Button("Copy", kind="copy", text=text), Button("Send", kind="share", text=text))
    return Reply(text, buttons, kind="draft")


@pytest.mark.parametrize("text", ["I was late. I'm sorry.", "x" * 256, "😀" * 128])
async def test_a_draft_is_copied_with_one_tap(rig, person, text):
    await rig.send(person, draft(text))
    person.tap("Copy")
    assert person.clipboard == text


@pytest.mark.parametrize("text", ["x" * 257, "😀" * 129, "I am sorry.\n\n" * 500])
async def test_a_draft_too_long_for_a_button_is_a_block_to_tap(rig, person, text):
    await rig.send(person, draft(text))
    assert "Copy" not in person.buttons()
    blocks = [block for message in person.bot_messages() for block in message.monospace()]
    assert "".join(blocks) == text
    assert person.sees()[-1].endswith(LEXICON["en"].copy_hint)


async def test_a_long_draft_under_other_words_is_shown_to_copy(rig, person):
    reply = Reply("Here it is, short.", (Button("Copy", kind="copy", text="y" * 300),))
    await rig.send(person, reply)
    assert person.bot_messages()[0].monospace() == ["y" * 300]


async def test_send_to_my_partner_opens_the_inline_list_in_their_chat(rig, person):
    await rig.send(person, draft("I was late. " * 20))
    choice = person.tap("Send")["switch_inline_query_chosen_chat"]
    assert choice["allow_user_chats"] is True
    assert not choice.get("allow_group_chats")
    assert choice["query"].startswith("I was late.")
    assert len(choice["query"]) <= 40


async def test_without_inline_mode_it_is_a_share_link():
    world = World(now=asyncio.get_running_loop().time, inline=False)
    rig = Rig(world)
    from .fake_bot_api import Person

    person = Person(world, 11)
    await rig.send(person, draft("I'm sorry & I love you 😀"))
    assert person.tap("Send")["url"] == (
        "https://t.me/share/url?url=I%27m%20sorry%20%26%20I%20love%20you%20%F0%9F%98%80"
    )
    await rig.send(person, draft("😀" * 200))
    assert person.buttons().count("Send") == 1, "a link over 2 kB is left out"


async def test_quiet_and_protected(rig, person):
    await rig.send(person, Reply("psst", quiet=True), protect=True)
    await rig.send(person, "hello")
    quiet, plain = person.bot_messages()
    assert (quiet.silent, quiet.protected) == (True, True)
    assert (plain.silent, plain.protected) == (False, False)


@pytest.mark.parametrize("text", ["He said it again. 😀", "long " * 2000])
async def test_discreet_words_are_covered_in_every_preview(rig, person, text):
    rig.locales["11"] = "es"
    await rig.send(person, Reply(text, (Button("Ok", "o"),)), discreet=True)
    shown = "".join(message.covered() for message in person.bot_messages())
    assert shown.startswith(LEXICON["es"].preview)
    assert not set(shown.removeprefix(LEXICON["es"].preview)) - set("▒ \n")
    assert text in "".join(person.sees())


async def test_a_discreet_long_draft_is_covered_rather_than_a_block(rig, person):
    await rig.send(person, draft("z" * 300), discreet=True)
    assert "z" not in person.bot_messages()[0].covered()


async def test_an_edit_takes_the_place_of_the_message(rig, person):
    remote = await rig.send(person, "in ... 4")
    edit = rig.outgoing(person, "edit", reply=Reply("out ... 6"), remote_id=remote)
    assert (await rig.carrier.carry(edit)).remote_id == remote
    assert person.sees() == ["out ... 6"]


async def test_an_edit_without_change_counts_as_done(rig, person):
    reply = Reply("same", (Button("Ok", "o"),))
    remote = await rig.send(person, reply)
    edit = rig.outgoing(person, "edit", reply=reply, remote_id=remote)
    assert (await rig.carrier.carry(edit)).remote_id == remote


async def test_an_edit_of_a_message_that_is_gone_is_said_anew(rig, person):
    remote = await rig.send(person, "old")
    person.bot_messages()[0].deleted = True
    edit = rig.outgoing(person, "edit", reply=Reply("new"), remote_id=remote)
    receipt = await rig.carrier.carry(edit)
    assert person.sees() == ["new"]
    assert receipt.remote_id != remote


async def test_an_edit_that_outgrows_its_message_goes_on_below(rig, person):
    remote = await rig.send(person, "short")
    text = "more words. " * 500
    reply = Reply(text, (Button("Ok", "o"),))
    await rig.carrier.carry(rig.outgoing(person, "edit", reply=reply, remote_id=remote))
    assert "".join(person.sees()) == text
    assert [bool(message.keyboard) for message in person.bot_messages()] == [False, True]


async def test_close_takes_the_buttons_away_and_twice_does_no_harm(rig, person):
    remote = await rig.send(person, Reply("?", (Button("Ok", "o"),)))
    for _ in range(2):
        await rig.carrier.carry(rig.outgoing(person, "close", remote_id=remote))
    assert person.buttons() == []
    assert person.sees() == ["?"]


async def test_close_and_delete_of_a_message_that_is_gone_are_done(rig, person):
    remote = await rig.send(person, "?")
    for kind in ("delete", "delete", "close"):
        await rig.carrier.carry(rig.outgoing(person, kind, remote_id=remote))
    assert person.sees() == []


async def test_what_is_too_old_to_delete_loses_its_words(rig, person):
    remote = await rig.send(person, Reply("what he said", (Button("Ok", "o"),)))
    person.bot_messages()[0].date -= 49 * 3600
    for _ in range(2):
        await rig.carrier.carry(rig.outgoing(person, "delete", remote_id=remote))
    assert person.sees() == [LEXICON["en"].hidden]
    assert person.buttons() == []


async def test_who_blocked_the_bot_is_gone(rig, person):
    person.block()
    with pytest.raises(Gone):
        await rig.send(person, "hello?")


async def test_who_never_was_there_is_gone(rig, person):
    person.id = 404
    with pytest.raises(Gone):
        await rig.send(person, "hello?")


@pytest.mark.parametrize("fields", [{"remote_id": None}, {"remote_id": "web-1"}])
async def test_a_remote_id_of_another_channel_is_refused(rig, person, fields):
    with pytest.raises(Refused, match="bad_remote_id"):
        await rig.carrier.carry(rig.outgoing(person, "edit", reply=Reply("x"), **fields))


@pytest.mark.parametrize(
    ("button", "reason"),
    [(Button("Ok", "x" * 65), "bad_button"), (Button("", "x"), "bad_button")],
)
async def test_a_refusal_has_a_code_and_no_words(rig, person, button, reason):
    with pytest.raises(Refused) as refusal:
        await rig.send(person, Reply("my secret words", (button,)))
    assert refusal.value.reason == reason
    assert refusal.value.__cause__ is None


async def test_an_unknown_refusal_keeps_telegrams_words_back(rig, person):
    error = ApiError(400, 'Bad Request: something about "my secret words"')
    rig.world.faults.append(Fault("sendMessage", error=error))
    with pytest.raises(Refused) as refusal:
        await rig.send(person, "my secret words")
    assert str(refusal.value) == "bad_request"


async def test_flood_control_holds_back_the_whole_bot(rig, person, world):
    world.faults.append(
        Fault("sendMessage", error=ApiError(429, "Too Many Requests: retry after 7", retry_after=7))
    )
    with pytest.raises(RetryLater) as first:
        await rig.send(person, "one")
    assert (first.value.after, first.value.whole_channel) == (7.0, True)
    await asyncio.sleep(3)
    with pytest.raises(RetryLater) as second:
        await rig.send(person, "two")
    assert second.value.after == pytest.approx(4, abs=0.2)
    assert second.value.whole_channel
    assert len(world.called("sendMessage")) == 1, "nothing was sent while Telegram said wait"
    await asyncio.sleep(4.1)
    await rig.send(person, "two")
    assert person.sees() == ["two"]


@pytest.mark.parametrize(
    ("fault", "whole"),
    [
        (Fault("sendMessage", error=ApiError(500, "Internal Server Error")), False),
        (Fault("sendMessage", error=ApiError(502, "Bad Gateway")), False),
        (Fault("sendMessage", drop=True), False),
        (Fault("sendMessage", error=ApiError(401, "Unauthorized")), True),
        (Fault("sendMessage", error=ApiError(429, "Too Many Requests: retry after 9")), True),
    ],
)
async def test_whatever_passes_is_tried_again(rig, person, fault, whole):
    rig.world.faults.append(fault)
    message = rig.outgoing(person, "send", reply=Reply("hello"))
    with pytest.raises(RetryLater) as later:
        await rig.carrier.carry(message)
    assert later.value.whole_channel is whole
    await rig.carrier.carry(message)
    assert "hello" in person.sees()


async def test_parts_that_arrived_are_not_sent_again(rig, person):
    text = "word " * 2500
    rig.world.faults.append(Fault("sendMessage", times=1, latency=0.01))
    rig.world.faults.append(Fault("sendMessage", error=ApiError(500, "Internal Server Error")))
    message = rig.outgoing(person, "send", reply=Reply(text))
    with pytest.raises(RetryLater):
        await rig.carrier.carry(message)
    assert len(person.sees()) == 1
    await rig.carrier.carry(message)
    assert "".join(person.sees()) == text


async def test_a_chat_gets_a_burst_and_then_a_message_a_second(rig, person):
    began = rig.world.now()
    for n in range(13):
        await rig.send(person, f"{n}")
    assert 7.5 <= rig.world.now() - began <= 9
    dates = [message.date for message in person.bot_messages()]
    assert dates[4] - began < 0.5, "a turn and the next one come at once"


async def test_the_bot_stays_under_thirty_a_second_over_all_chats(rig):
    from .fake_bot_api import Person

    people = [Person(rig.world, 100 + n) for n in range(200)]
    await asyncio.gather(*(rig.send(someone, "hello") for someone in people))
    dates = sorted(someone.bot_messages()[0].date for someone in people)
    busiest = max(sum(1 for d in dates if start <= d < start + 1) for start in dates)
    assert 24 <= busiest <= 30


def test_the_words_of_every_language_are_complete():
    english = LEXICON["en"]
    assert LEXICON["xx"] is english
    assert LEXICON["es-MX"] is LEXICON.by_locale["es"]
    for words in LEXICON.by_locale.values():
        assert list(words.commands) == list(english.commands)
        assert set(words.drafts) == set(english.drafts)
    assert (FLOWS / "telegram.yaml").exists()


async def test_a_file_follows_its_words(rig, person):
    file = Attachment("talk.ics", "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    remote = await rig.send(person, Reply("For your calendar.", attachment=file))
    words, document = person.bot_messages()
    assert remote == str(words.id)
    assert "VCALENDAR" in document.document


async def test_a_refused_file_does_not_take_the_words_along(rig, person):
    error = ApiError(400, "Bad Request: file is too strange")
    rig.world.faults.append(Fault("sendDocument", times=1, error=error))
    file = Attachment("talk.ics", "text/calendar", "BEGIN:VCALENDAR")
    await rig.send(person, Reply("For your calendar.", attachment=file))
    assert person.sees() == ["For your calendar."]


async def test_a_page_opens_inside_telegram_only_behind_https(rig, person):
    reply = Reply("How?", (Button("Build it", "a"), Button("Live", kind="page", text="/apology")))
    await rig.send(person, reply)
    rig.carrier = TelegramCarrier(
        rig.bot, rig.identity, rig.limits, LEXICON, rig._locale_of, "https://coach.example"
    )
    await rig.send(person, reply)
    without, within = person.bot_messages()
    assert [[key["text"] for key in row] for row in without.keyboard] == [["Build it"]]
    assert within.keyboard[1][0]["web_app"] == {"url": "https://coach.example/apology"}
