"""A fight, from the first word to the nudge after a crash, in a real browser."""

from datetime import timedelta

import pytest

WAIT = 15_000


class Talk:
    """What a person does on the page."""

    def __init__(self, page) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        await self.page.goto(url)
        await self.hears("I help you pause a fight")

    async def says(self, text: str) -> None:
        box = self.page.get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")

    async def taps(self, label: str) -> None:
        button = self.page.get_by_role("button", name=label, exact=True).last
        await button.click(timeout=WAIT)

    async def hears(self, words: str) -> None:
        await self.page.get_by_text(words).last.wait_for(timeout=WAIT)


@pytest.fixture
async def talk(browser, program):
    context = await browser.new_context(timezone_id="Europe/Berlin")
    await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.url)
    talk = Talk(await context.new_page())
    await talk.open(program.url)
    return talk


async def test_from_explosion_to_the_nudge_after_a_crash(talk, program):
    await talk.says("I'm about to explode")
    await talk.hears("How hot is it in you")
    await talk.taps("9")
    await talk.hears("Breath 1 of 6")
    await talk.hears("Out")  # it counts by itself
    await talk.says("I need space")
    await talk.taps("A day")
    await talk.taps("Warm")
    await talk.taps("Skip")
    await talk.hears("I love you, and we're okay. I need a day")

    await talk.taps("Copy")
    copied = await talk.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("I love you, and we're okay. I need a day to settle")
    assert "I'll come back to you tomorrow" in copied

    await talk.says("/reminders")
    await talk.hears("Come back to your partner")

    await program.kill()
    program.let_time_pass(timedelta(hours=24))
    await program.start()
    await talk.hears("You said you'd be back")
    await talk.taps("Let's do it")
    await talk.hears("Welcome back.")

    await talk.page.reload()
    await talk.hears("Welcome back.")
    await talk.hears("I'm about to explode")  # own words are there after a reload


async def test_an_apology_is_built_reviewed_and_followed_up(talk):
    await talk.says("I want to apologize")
    await talk.taps("Check one I wrote")
    await talk.says("I'm sorry I yelled at you, but you started it.")
    await talk.hears("It reads better without it.")
    await talk.taps("Take it out")
    await talk.hears("It doesn't")
    await talk.says("you felt small in front of your friends")
    await talk.hears("doesn't offer to mend")
    await talk.says("tell your friends that I was wrong")
    await talk.hears("what will be different")
    await talk.says("take a break before I shout")
    await talk.hears("Yours to send")
    draft = await talk.page.get_by_text("I'm sorry I yelled at you").last.inner_text()
    assert "but" not in draft.split()
    assert "I will tell your friends that I was wrong" in draft
    assert "From now on I will take a break before I shout" in draft
    await talk.taps("I sent it")
    await talk.hears("When shall I ask if it's done?")
    await talk.taps("Tomorrow")
    await talk.says("/promises")
    await talk.hears("tell your friends that I was wrong")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("🤯🤯🤯", "How hot is it in you"),
        ("שלום, אני צריך עזרה", "I read English and Spanish"),
        ("/nosuchcommand", "I don't know that command"),
        ("\u202eblorp\u0007 fnord", "Pick what's closest."),
        ("<b onclick=x>bold</b>", "Pick what's closest."),
    ],
)
async def test_odd_input_gets_a_kind_answer(talk, text, answer):
    await talk.says(text)
    await talk.hears(answer)


async def test_danger_stops_the_coaching(talk):
    await talk.says("I want to apologize")
    await talk.taps("Build it with me")
    await talk.says("he hit me again last night and I'm scared of him")
    await talk.hears("I stop coaching here")
    await talk.hears("Are you safe right now?")
    await talk.says("/circleback")
    await talk.hears("Earlier you told me about someone getting hurt")
