"""The page by keyboard, by ear, in the dark, and without motion."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from .chat_page import ChatPage
from .fake_coach import breath

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}

CONTRASTS = """() => {
    const parse = (color) => {
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
        const line = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
    };
    const ground = (element) => {
        for (let e = element; e; e = e.parentElement) {
            const color = parse(getComputedStyle(e).backgroundColor);
            if (color[3] === 255) return color;
        }
        return [255, 255, 255];
    };
    const texts = [...document.querySelectorAll("body *")].filter((e) =>
        e.checkVisibility() && !e.classList.contains("sr") &&
        [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
    return texts.map((e) => {
        const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return [e.textContent.trim().slice(0, 30), Math.round(ratio * 100) / 100];
    });
}"""


@pytest_asyncio.fixture(loop_scope="session", params=list(SIZES))
async def context(browser: Browser, request):
    context = await browser.new_context(viewport=SIZES[request.param], reduced_motion="reduce")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chat(context, server):
    return await ChatPage(await context.new_page()).open(server.url)


async def _fill_with_everything(chat: ChatPage) -> None:
    for name in ("breathe", "draft", "scale"):
        await chat.write(name)
        await expect(chat.own(name)).to_be_visible()
    await expect(chat.choice("10")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_has_enough_contrast(chat, scheme):
    await chat.page.emulate_media(color_scheme=scheme)
    await _fill_with_everything(chat)
    measured = await chat.page.evaluate(CONTRASTS)
    assert len(measured) > 20
    assert [pair for pair in measured if pair[1] < 4.5] == []


async def test_nothing_sticks_out_sideways(chat):
    await _fill_with_everything(chat)
    width, room = await chat.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room


async def test_everything_is_reached_by_keyboard_in_a_sensible_order(chat):
    await chat.page.evaluate("document.activeElement?.blur()")
    names = []
    for _ in range(8):
        await chat.page.keyboard.press("Tab")
        names.append(
            await chat.page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? "
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            )
        )
    assert names == [
        "Menu", "Dark colors", "Hide", "Talk with the coach",
        "We're fighting right now", "Just look around", "Your message", "Send",
    ]  # fmt: skip


async def test_the_focus_can_be_seen(chat):
    for name in ("Menu", "We're fighting right now"):
        button = chat.page.get_by_role("button", name=name, exact=True)
        await chat.page.keyboard.press("Tab")
        await button.focus()
        width = await button.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)")
        style = await button.evaluate("e => getComputedStyle(e).outlineStyle")
        assert (style, width >= 2) == ("solid", True)


async def test_who_answers_by_keyboard_goes_on_by_keyboard(chat):
    await chat.choice("We're fighting right now").focus()
    await chat.page.keyboard.press("Enter")
    await expect(chat.choice("0")).to_be_focused()
    for _ in range(7):
        await chat.page.keyboard.press("Tab")
    await expect(chat.choice("7")).to_be_focused()


async def test_who_taps_is_not_sent_into_the_box(chat):
    await chat.choice("We're fighting right now").click()
    await expect(chat.choice("0")).to_be_visible()
    await expect(chat.box).not_to_be_focused()


async def test_what_a_screen_reader_finds(chat):
    await chat.write("scale")
    await expect(chat.choice("0")).to_be_visible()
    await expect(chat.log).to_have_attribute("aria-live", "polite")
    keypad = chat.log.get_by_role("group", name="Choose a number from 0 to 10")
    await expect(keypad.get_by_role("button")).to_have_count(11)
    speakers = await chat.log.locator(".entry > .sr").all_text_contents()
    assert speakers == ["Coach: ", "You: ", "Coach: "]
    unnamed = await chat.page.locator("button:visible").evaluate_all(
        "all => all.filter(e => !(e.ariaLabel ?? e.textContent).trim()).length"
    )
    assert unnamed == 0


async def test_the_colors_are_turned_by_hand_and_remembered(chat):
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await chat.page.evaluate(paper)
    await chat.page.get_by_role("button", name="Dark colors").click()
    dark = await chat.page.evaluate(paper)
    assert light != dark
    await chat.page.reload()
    await expect(chat.page.get_by_role("button", name="Light colors")).to_be_visible()
    assert await chat.page.evaluate(paper) == dark


async def test_without_motion_nothing_moves(chat, server, coach):
    server.call(coach.say, breath("Breath 1 of 6\nIn …  ●○"))
    await expect(chat.log.locator(".pace")).to_be_visible()
    moving = await chat.page.evaluate("document.getAnimations().length")
    assert moving == 0
