"""Updates become turns, by long polling and by webhook alike."""

import pytest

from .fake_bot_api import BOT_NAME, Person
from .rig import until


@pytest.fixture(params=["polling", "webhook"])
def receiving(request, rig):
    """The way that updates come in."""
    return getattr(rig, request.param)


async def take(rig, receiving):
    """Everything that waits, taken in."""
    async with receiving():
        await until(lambda: not rig.world.updates)


async def test_a_text_is_a_turn_and_is_confirmed(rig, person, receiving):
    update_id = person.say("he left again")
    await take(rig, receiving)
    (turn,) = rig.turns
    assert (turn.channel, turn.address, turn.kind, turn.text) == (
        "telegram",
        "11",
        "text",
        "he left again",
    )
    assert turn.update_id == str(update_id)
    assert turn.hints == {"locale": "en"}


@pytest.mark.parametrize(
    ("written", "name", "data"),
    [
        ("/pause", "pause", ""),
        (f"/pause@{BOT_NAME}", "pause", ""),
        (f"/Pause@{BOT_NAME.lower()}", "pause", ""),
        ("/start pause", "start", "pause"),
        ("/space  two hours\nplease", "space", "two hours\nplease"),
    ],
)
async def test_commands(rig, person, receiving, written, name, data):
    person.say(written)
    await take(rig, receiving)
    (turn,) = rig.turns
    assert (turn.kind, turn.text, turn.data) == ("command", name, data)


async def test_a_command_for_another_bot_is_not_ours(rig, person, receiving):
    person.say("/pause@SomeOtherBot")
    await take(rig, receiving)
    assert rig.turns == []


@pytest.mark.parametrize("written", ["/", "/ no", "/5%", "a /pause", "//"])
async def test_what_only_looks_like_a_command_is_text(rig, person, receiving, written):
    person.say(written)
    await take(rig, receiving)
    assert [(turn.kind, turn.text) for turn in rig.turns] == [("text", written)]


async def test_a_tap_carries_its_data_and_is_answered(rig, person, receiving):
    query = person.post_tap(5, "7:yes")
    await take(rig, receiving)
    await until(lambda: rig.world.answered == [query])
    assert [(turn.kind, turn.data) for turn in rig.turns] == [("tap", "7:yes")]


async def test_a_tap_is_answered_within_a_second_though_its_turn_is_slow(rig, person, receiving):
    rig.pauses["7:yes"] = 20.0
    query = person.post_tap(5, "7:yes")
    async with receiving():
        await until(lambda: rig.world.answered == [query], seconds=1)
        assert rig.turns == []
        await until(lambda: rig.turns)


async def test_a_tap_too_old_to_be_answered_is_still_a_turn(rig, person, receiving):
    query = person.post_tap(5, "7:yes")
    rig.world.queries[query] -= 3600
    await take(rig, receiving)
    assert [turn.data for turn in rig.turns] == ["7:yes"]
    assert rig.world.answered == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}}, "voice"),
        (
            {
                "photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}],
                "caption": "look what he wrote",
                "effect_id": "5104841245755180586",
            },
            "photo",
        ),
        (
            {
                "sticker": {
                    "file_id": "f",
                    "file_unique_id": "u",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        (
            {
                "video": {
                    "file_id": "f",
                    "file_unique_id": "u",
                    "width": 9,
                    "height": 9,
                    "duration": 3,
                }
            },
            "video",
        ),
        ({"document": {"file_id": "f", "file_unique_id": "u"}}, "document"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
    ],
)
async def test_what_is_no_text_is_noticed_by_its_kind(rig, person, receiving, content, kind):
    person.send(**content)
    await take(rig, receiving)
    shown = content.get("caption", kind)
    assert [(t.kind, t.text, t.data) for t in rig.turns] == [("notice", "not_text", shown)]


@pytest.mark.parametrize(
    "content",
    [
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"text": "my draft", "via_bot": {"id": 4242, "is_bot": True, "first_name": "C"}},
        {"something_of_next_year": {"a": 1}},
    ],
)
async def test_service_messages_are_passed_over(rig, person, receiving, content):
    person.send(**content)
    await take(rig, receiving)
    assert rig.turns == []


async def test_an_edit_is_noticed_and_its_words_are_for_the_safety_screen(rig, person, receiving):
    person.edit("what I meant was")
    await take(rig, receiving)
    (turn,) = rig.turns
    assert (turn.kind, turn.text, turn.data) == ("notice", "edited", "what I meant was")


async def test_a_moving_live_location_is_no_edit(rig, person, receiving):
    place = person._message(location={"latitude": 1.0, "longitude": 2.0, "live_period": 60})
    rig.world.post(edited_message=place)
    await take(rig, receiving)
    assert rig.turns == []


async def test_blocking_and_coming_back(rig, person, receiving):
    person.block()
    await take(rig, receiving)
    assert rig.gone == [("telegram", "11")]
    assert rig.turns == []
    person.unblock()
    await take(rig, receiving)
    assert [(t.kind, t.text) for t in rig.turns] == [("notice", "unblocked")]


async def test_a_group_hears_once_that_this_is_private_and_is_left(rig, person, receiving):
    spanish = Person(rig.world, 12, language="es-MX")
    spanish.say_in_group(-500, "/start")
    person.say_in_group(-500, "hello?")
    await take(rig, receiving)
    await until(lambda: rig.world.chats[-500].left)
    (said,) = rig.world.chats[-500].messages
    assert "privadas" in said.text
    assert rig.turns == []


@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "channel"}}},
        {"poll": {"id": "1"}},
        {"message": "not an object"},
        {"message": {"message_id": "many"}},
        {"next_years_update": {}},
    ],
)
async def test_foreign_and_broken_updates_are_confirmed_and_hurt_nobody(
    rig, person, receiving, content
):
    rig.world.post(**content)
    person.say("still here")
    await take(rig, receiving)
    assert rig.heard() == ["still here"]


async def test_one_chat_in_order_and_chats_side_by_side(rig, receiving):
    people = [Person(rig.world, 20 + n) for n in range(5)]
    for word in ("one", "two", "three"):
        for someone in people:
            someone.say(word)
            rig.pauses[word] = 0.2
    await take(rig, receiving)
    for someone in people:
        own = [t.text for t in rig.turns if t.address == str(someone.id)]
        assert own == ["one", "two", "three"]
    assert all(len(set(running)) == len(running) for running in rig.overlaps)
    assert max(len(running) for running in rig.overlaps) == 5


async def test_repeated_updates_keep_their_id(rig, person, receiving):
    """The coach tells repetitions by their id, so the id must be Telegram's."""
    update_id = person.say("once")
    again = dict(rig.world.updates[0])
    await take(rig, receiving)
    rig.world.updates.append(again)
    await take(rig, receiving)
    assert rig.heard() == ["once"]
    assert rig.seen_ids == {str(update_id)}


async def test_typing_shows_while_a_turn_is_slow_and_only_then(rig, person, receiving):
    person.say("quick")
    await take(rig, receiving)
    assert person.chat.actions == []
    rig.pauses["slow"] = 6.0
    person.say("slow")
    await take(rig, receiving)
    assert person.chat.actions == ["typing", "typing"]


async def test_an_outage_loses_nothing_and_keeps_the_order(rig, person, receiving):
    rig.fails["one"] = [OSError() for _ in range(20)]
    person.say("one")
    person.say("two")
    other = Person(rig.world, 12)
    other.say("meanwhile")
    await take(rig, receiving)
    assert sorted(rig.heard()) == ["meanwhile", "one", "two"]
    assert rig.heard().index("one") < rig.heard().index("two")


async def test_an_update_that_our_code_cannot_bear_makes_way_after_some_tries(
    rig, person, receiving, caplog
):
    rig.fails["poison words"] = [KeyError("poison words") for _ in range(30)]
    person.say("poison words")
    person.say("next")
    await take(rig, receiving)
    assert rig.heard() == ["next"]
    assert "given up" in caplog.text
    assert "poison words" not in caplog.text
