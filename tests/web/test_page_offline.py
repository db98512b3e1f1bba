"""The page when the server or the network is away: nothing is lost, nothing is said twice."""

from functools import partial

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.api.limits import Pace
from app.engine.model import Reply

from .chat_page import ChatPage
from .serving import RunningServer, free_port, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEPT = "Not connected. Your words are kept here; I'll send them when we're back."


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser):
    context = await browser.new_context(reduced_motion="reduce")
    yield context
    await context.close()


async def test_words_written_without_a_connection_are_sent_once_in_order(context, server, coach):
    chat = await ChatPage(await context.new_page()).open(server.url)
    await context.set_offline(True)
    await chat.write("first")
    await chat.write("second")
    await expect(chat.banner).to_have_text(KEPT)
    await expect(chat.waiting).to_have_count(2)
    await context.set_offline(False)
    await expect(chat.said("text: second")).to_be_visible()
    await expect(chat.waiting).to_have_count(0)
    assert [incoming.text for incoming in coach.seen] == ["start", "first", "second"]
    await expect(chat.log.locator(".entry.own")).to_have_count(2)


async def test_words_wait_while_the_server_changes_over(context, make_app, coach):
    port = free_port()
    first = RunningServer(make_app, port).start()
    chat = await ChatPage(await context.new_page()).open(first.url)
    first.stop()
    await chat.write("in between")
    await expect(chat.banner).to_have_text(KEPT)
    with serving(make_app, port) as second:
        await expect(chat.said("text: in between")).to_be_visible(timeout=20_000)
        await expect(chat.banner).to_be_hidden(timeout=20_000)
        second.call(coach.say, Reply("Still listening."))
        await expect(chat.said("Still listening.")).to_be_visible(timeout=20_000)
        assert [incoming.text for incoming in coach.seen] == ["start", "in between"]
        await chat.page.close()


async def test_an_answer_that_got_lost_does_not_say_it_twice(context, server, coach):
    chat = await ChatPage(await context.new_page()).open(server.url)
    attempts = []

    async def lose_the_first_answer(route):
        attempts.append(route.request.post_data_json["id"])
        if len(attempts) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await chat.page.route("**/api/chat/events", lose_the_first_answer)
    await chat.write("only once")
    await expect(chat.own("only once")).to_be_visible()
    await expect(chat.waiting).to_have_count(0)
    assert len(set(attempts)) == 1 < len(attempts)
    assert [incoming.text for incoming in coach.seen] == ["start", "only once"]
    await expect(chat.log.locator(".entry.own")).to_have_count(1)


async def test_waiting_words_survive_a_reload(context, server, coach):
    chat = await ChatPage(await context.new_page()).open(server.url)

    async def lose(route):
        await route.abort()

    await chat.page.route("**/api/chat/events", lose)
    await chat.write("kept for later")
    await expect(chat.waiting).to_have_count(1)
    await chat.page.unroute("**/api/chat/events")
    await chat.page.reload()
    await expect(chat.said("text: kept for later")).to_be_visible()
    assert [incoming.text for incoming in coach.seen] == ["start", "kept for later"]


async def test_going_too_fast_is_told_kindly_and_nothing_is_dropped(context, make_app, coach):
    with serving(partial(make_app, event_pace=Pace(burst=2, per_second=1.0))) as server:
        chat = await ChatPage(await context.new_page()).open(server.url)
        for n in range(4):
            await chat.write(f"word {n}")
        await expect(chat.banner).to_have_text("One breath. I'll send this in 1 s.")
        await expect(chat.said("text: word 3")).to_be_visible(timeout=20_000)
        await expect(chat.banner).to_be_hidden(timeout=20_000)
        await chat.page.close()
    assert [incoming.text for incoming in coach.seen][1:] == [f"word {n}" for n in range(4)]


async def test_a_turn_that_broke_is_tried_again(context, server, coach):
    chat = await ChatPage(await context.new_page()).open(server.url)
    coach.fault = RuntimeError("broken")
    await chat.write("hello")
    await expect(chat.banner).to_contain_text("Something broke on my side.")
    await expect(chat.said("text: hello")).to_be_visible()
    await expect(chat.log.locator(".entry.own")).to_have_count(1)


async def test_refused_words_come_back_into_the_box(context, server):
    chat = await ChatPage(await context.new_page()).open(server.url)

    async def refuse(route):
        problem = {"error": "too_large", "message": "A shorter piece will work."}
        await route.fulfill(status=413, json=problem)

    await chat.page.route("**/api/chat/events", refuse)
    await chat.write("precious words")
    await expect(chat.box).to_have_value("precious words")
    await expect(chat.hint).to_have_text("A shorter piece will work.")
    await expect(chat.waiting).to_have_count(0)


async def test_hiding_forgets_what_was_waiting(context, server):
    chat = await ChatPage(await context.new_page()).open(server.url)

    async def lose(route):
        await route.abort()

    await chat.page.route("**/api/chat/events", lose)
    await chat.page.route("https://www.wikipedia.org/", lose)
    await chat.write("a private word")
    await expect(chat.waiting).to_have_count(1)
    kept = "sessionStorage.getItem('waiting')"
    assert "private" in await chat.page.evaluate(kept)
    left = await chat.page.evaluate(f"document.getElementById('hide').click(), {kept}")
    assert left is None
