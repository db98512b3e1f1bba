"""The chat page in a real browser: what a person sees and does."""

import asyncio
import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.channels.web import TEXT_LIMIT
from app.engine.model import Attachment, Button, Reply

from .chat_page import ChatPage
from .fake_coach import DRAFT_TEXT, breath

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser):
    context = await browser.new_context(
        viewport=PHONE,
        timezone_id="Europe/Madrid",
        permissions=["clipboard-read"],
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(context, server):
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Sec" in line.text else 0)
    yield await ChatPage(page).open(server.url)
    assert faults == []


async def test_a_first_visit_is_welcomed_and_its_time_zone_known(chat, coach):
    await expect(chat.choice("We're fighting right now")).to_be_visible()
    [start] = coach.seen
    assert (start.kind, start.text) == ("command", "start")
    assert start.hints == {"locale": "en", "timezone": "Europe/Madrid"}


async def test_a_choice_is_answered_once_and_leaves(chat, coach):
    await chat.choice("We're fighting right now").click()
    await expect(chat.own("We're fighting right now")).to_be_visible()
    await expect(chat.choice("10")).to_be_visible()
    await expect(chat.choice("Just look around")).to_have_count(0)
    assert coach.seen[-1].data == "1:pause"


async def test_the_scale_is_a_keypad_within_a_thumbs_reach(chat, coach):
    await chat.write("scale")
    await expect(chat.choice("10")).to_be_visible()
    boxes = [await chat.choice(str(n)).bounding_box() for n in range(11)]
    assert all(box["height"] >= 44 and box["width"] >= 40 for box in boxes)
    assert len({round(box["y"]) for box in boxes}) == 2
    await chat.choice("7").click()
    await expect(chat.own("7")).to_be_visible()
    assert coach.seen[-1].data == "2:7"


async def test_enter_sends_and_shift_enter_breaks_the_line(chat, coach):
    await chat.box.fill("first")
    await chat.box.press("Shift+Enter")
    await chat.box.press_sequentially("second")
    await chat.box.press("Enter")
    await expect(chat.own("first\nsecond")).to_be_visible()
    await expect(chat.box).to_have_value("")
    assert coach.seen[-1].text == "first\nsecond"


async def test_the_box_grows_with_the_words(chat):
    before = (await chat.box.bounding_box())["height"]
    await chat.box.fill("line\n" * 4)
    grown = (await chat.box.bounding_box())["height"]
    await chat.box.fill("line\n" * 40)
    most = (await chat.box.bounding_box())["height"]
    assert before < grown < most <= 170


async def test_empty_words_get_a_kind_hint(chat, coach):
    await chat.write("   ")
    await expect(chat.hint).to_have_text("A word is enough. Or tap a button.")
    assert len(coach.seen) == 1


async def test_too_many_words_stay_in_the_box_and_are_told_kindly(chat, coach):
    await chat.box.fill("x" * (TEXT_LIMIT - 10))
    await expect(chat.hint).to_have_text("Room for 10 more characters")
    await chat.box.fill("💔" * (TEXT_LIMIT + 5))
    await chat.box.press("Enter")
    await expect(chat.hint).to_contain_text("5 characters more than I can hold")
    await expect(chat.box).not_to_have_value("")
    assert len(coach.seen) == 1
    await chat.box.fill("💔" * TEXT_LIMIT)
    await chat.box.press("Enter")
    await expect(chat.box).to_have_value("")


async def test_markup_is_shown_as_it_was_written(chat):
    words = "<img src=x onerror=alert(1)><b>bold</b> &amp;"
    await chat.write(words)
    await expect(chat.own(words)).to_be_visible()
    await expect(chat.said(f"text: {words}")).to_be_visible()
    await expect(chat.log.locator("img, b")).to_have_count(0)


async def test_right_to_left_words_read_from_the_right(chat):
    await chat.write("אני צריך הפסקה")
    own = chat.own("אני צריך הפסקה")
    await expect(own).to_have_attribute("dir", "auto")
    assert await own.evaluate("e => e.matches(':dir(rtl)')")


async def test_a_long_word_does_not_break_the_page(chat):
    await chat.write("a" * 900)
    await expect(chat.own("a" * 900)).to_be_visible()
    assert await chat.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_copy_really_copies_and_says_so(chat):
    await chat.write("draft")
    await expect(chat.log.get_by_role("region", name="Your words")).to_contain_text("I'm sorry.")
    await chat.choice("Copy").click()
    await expect(chat.choice("Copied")).to_be_visible()
    await expect(chat.page.locator("#announcer")).to_contain_text("Copied.")
    assert await chat.page.evaluate("navigator.clipboard.readText()") == DRAFT_TEXT


async def test_copy_works_where_the_clipboard_is_closed(context, server):
    page = await context.new_page()
    await page.add_init_script("delete Navigator.prototype.clipboard")
    chat = await ChatPage(page).open(server.url)
    await chat.write("draft")
    await chat.choice("Copy").click()
    await expect(chat.choice("Copied")).to_be_visible()
    await chat.box.focus()
    await page.keyboard.press("ControlOrMeta+v")
    await expect(chat.box).to_have_value(DRAFT_TEXT)


async def test_share_opens_the_sheet_of_the_device_where_there_is_one(context, server):
    page = await context.new_page()
    await page.add_init_script(
        "navigator.share = async (what) => { window.shared = what; throw new Error('closed') }"
    )
    chat = await ChatPage(page).open(server.url)
    await chat.write("draft")
    await chat.choice("Send to my partner").click()
    assert await page.evaluate("window.shared") == {"text": DRAFT_TEXT}
    await expect(chat.choice("Change it")).to_be_visible()


async def test_without_a_sheet_there_is_no_share_button(chat):
    await chat.write("draft")
    await expect(chat.choice("Copy")).to_be_visible()
    await expect(chat.choice("Send to my partner")).to_have_count(0)


async def test_a_draft_can_still_be_copied_when_the_talk_went_on(chat):
    await chat.write("draft")
    await chat.choice("Change it").click()
    await expect(chat.choice("Change it")).to_have_count(0)
    await expect(chat.choice("Copy")).to_be_visible()


async def test_a_breath_counts_in_place_and_its_circle_follows(chat, server, coach):
    await chat.write("breathe")
    pace = chat.log.locator(".pace")
    await expect(pace).to_contain_text("In …  ●○")
    server.call(coach.say, breath("Breath 1 of 6\nIn …  ●●"))
    await expect(pace).to_contain_text("●●")
    await expect(pace).to_have_count(1)
    await expect(chat.choice("Enough for now")).to_have_count(1)
    circle = pace.locator(".breath")
    assert await circle.evaluate("e => e.style.getPropertyValue('--level')") == "1"
    server.call(coach.say, breath("Breath 1 of 6\nOut …  ●○○"))
    await expect(chat.page.locator("#announcer")).to_have_text("Breath 1 of 6 Out …")


async def test_a_nudge_arrives_by_itself(chat, server, coach):
    server.call(coach.say, Reply("It is time to come back to it."))
    await expect(chat.said("It is time to come back to it.")).to_be_visible()


async def test_the_coach_is_seen_writing_while_a_turn_is_under_way(chat, server, coach):
    gates = []

    def close() -> None:
        coach.gate = asyncio.Event()
        gates.append(coach.gate)

    server.call(close)
    await chat.write("hello")
    await expect(chat.page.get_by_text("The coach is writing")).to_be_attached()
    await expect(chat.page.locator("#typing")).to_be_visible()
    await expect(chat.waiting).to_contain_text("hello")
    server.call(gates[0].set)
    await expect(chat.said("text: hello")).to_be_visible()
    await expect(chat.page.locator("#typing")).to_be_hidden()
    await expect(chat.waiting).to_have_count(0)


async def test_a_reload_shows_the_talk_again_with_own_words(chat, coach):
    await chat.write("something of mine")
    await expect(chat.said("text: something of mine")).to_be_visible()
    await chat.write("scale")
    await expect(chat.choice("3")).to_be_visible()
    await chat.page.reload()
    await expect(chat.own("something of mine")).to_be_visible()
    await expect(chat.choice("3")).to_be_visible()
    await expect(chat.log.locator(".entry.own")).to_have_count(2)
    assert [incoming.text for incoming in coach.seen].count("start") == 1


async def test_two_pages_of_one_person_show_the_same_talk(chat, context, server):
    other = await ChatPage(await context.new_page()).open(server.url)
    await chat.write("from here")
    await expect(other.own("from here")).to_be_visible()
    await expect(other.said("text: from here")).to_be_visible()
    await expect(chat.own("from here")).to_have_count(1)


async def test_clearing_takes_the_talk_out_of_sight(chat, server, coach):
    await chat.write("to be hidden")
    await expect(chat.said("text: to be hidden")).to_be_visible()
    server.call(coach.clear)
    await expect(chat.own("to be hidden")).to_have_count(0)
    await expect(chat.log).to_contain_text("out of sight")


async def test_the_menu_button_asks_for_the_menu_without_a_word(chat, coach):
    await chat.page.get_by_role("button", name="Menu", exact=True).click()
    await expect(chat.said("command: menu")).to_be_visible()
    await expect(chat.log.locator(".entry.own")).to_have_count(0)


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_hiding_leaves_at_once_and_leaves_nothing(chat, way):
    async def neutral(route):
        await route.fulfill(body="<title>Neutral</title>", content_type="text/html")

    await chat.page.route("https://www.wikipedia.org/", neutral)
    await chat.write("a private word")
    await expect(chat.said("text: a private word")).to_be_visible()
    length = await chat.page.evaluate("history.length")
    if way == "button":
        await chat.page.get_by_role("button", name="Hide", exact=True).click()
    else:
        await chat.page.keyboard.press("Escape")
        await chat.page.keyboard.press("Escape")
    await chat.page.wait_for_url("https://www.wikipedia.org/")
    assert "private" not in await chat.page.content()
    assert await chat.page.evaluate("history.length") == length


async def test_hiding_clears_the_screen_before_anything_loads(chat):
    emptied = chat.page.evaluate(
        """() => new Promise((done) => {
            new MutationObserver(() => done(document.body.textContent + document.title))
                .observe(document.body, {childList: true});
            document.getElementById("hide").click();
        })"""
    )
    await chat.page.route("https://www.wikipedia.org/", lambda route: route.abort())
    assert await emptied == ""


async def test_one_escape_does_not_leave(chat):
    await chat.page.keyboard.press("Escape")
    await chat.write("still here")
    await expect(chat.said("text: still here")).to_be_visible()


NUDGE = Reply("Is the bike fixed?", (Button("Done", "n:1:done"), Button("Later", "n:1:later")))


async def test_a_nudge_keeps_its_buttons_beside_the_prompt(chat, server, coach):
    server.call(coach.say, NUDGE)
    await expect(chat.choice("Later")).to_be_visible()
    await expect(chat.choice("Just look around")).to_be_visible()
    await chat.write("scale")
    await expect(chat.choice("Just look around")).to_have_count(0)
    await chat.choice("Done").click()
    await expect(chat.said("tap: Done n:1:done")).to_be_visible()
    await expect(chat.choice("Later")).to_have_count(0)
    await expect(chat.choice("5")).to_be_visible()
    await chat.page.reload()
    await expect(chat.choice("5")).to_be_visible()
    await expect(chat.choice("Later")).to_have_count(0)


async def test_an_appointment_is_saved_with_one_tap(chat, server, coach):
    attachment = Attachment("talk.ics", "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    server.call(coach.say, Reply("Tomorrow at seven.", attachment=attachment))
    async with chat.page.expect_download() as saving:
        await chat.log.get_by_role("link", name="Add to my calendar").click()
    download = await saving.value
    assert download.suggested_filename == "talk.ics"
    saved = await asyncio.to_thread(Path(await download.path()).read_bytes)
    assert saved == attachment.text.encode()


async def test_a_link_of_the_coach_can_be_followed(chat, server, coach):
    server.call(coach.say, Reply("Help is at https://findahelpline.com/es. Any time."))
    link = chat.log.get_by_role("link")
    await expect(link).to_have_attribute("href", "https://findahelpline.com/es")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_reading_further_up_is_not_disturbed(chat, server, coach):
    for n in range(8):
        await chat.write(f"line {n}\n\n\n")
        await expect(chat.said(f"text: line {n}")).to_be_visible()
    scroller = chat.page.locator("#scroll")
    await scroller.hover()
    await chat.page.mouse.wheel(0, -4000)
    await expect(scroller).to_have_js_property("scrollTop", 0)
    server.call(coach.say, Reply("Something new."))
    newer = chat.page.get_by_role("button", name="New words below")
    await expect(newer).to_be_visible()
    assert await scroller.evaluate("e => e.scrollTop") == 0
    await newer.click()
    await expect(chat.said("Something new.")).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_the_page_speaks_spanish_to_who_does(browser, server):
    context = await browser.new_context(locale="es-MX", viewport=DESKTOP)
    page = await context.new_page()
    await page.goto(server.url)
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.get_by_placeholder("Escribe con tus palabras")).to_be_visible()
    await expect(page.get_by_role("log", name=re.compile("Conversación"))).to_be_visible()
    await context.close()
