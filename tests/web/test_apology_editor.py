"""The editor in a real browser: what a person sees, taps and types."""

from base64 import b64encode
from contextlib import suppress
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from playwright.async_api import Error

from .apology_app import editor_app
from .serving import serving
from .test_apology_proof import NOW, TOKEN, fields_of, signed

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUT = "I'm sorry I was late, but you never told me when."
TWO = f"{BUT} Please forgive me so we can move on."
WHOLE = (
    "I'm sorry I broke your bike. It left you without a way to get to work. I'll pay for the "
    "repair today, and from now on I'll ask before I borrow anything."
)


class Shelf:
    """Keeps drafts in a list."""

    def __init__(self):
        self.kept = []

    async def __call__(self, address, text):
        self.kept.append((address, text))


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def editor(shelf):
    """The editor on a real port; its address."""

    def build(closing):
        return editor_app(bot_token=TOKEN, save_draft=shelf, clock=lambda: NOW)

    with serving(build) as running:
        yield f"{running.url}/apology"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser, editor):
    context = await browser.new_context(viewport={"width": 1200, "height": 860}, locale="en-US")
    page = await context.new_page()
    page.set_default_timeout(10_000)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_fault(line) else None)
    await page.goto(editor)
    yield page
    await context.close()
    assert faults == []


def _is_fault(line):
    return line.type == "error" and "Failed to load resource" not in line.text


async def write(page, text, cards=None):
    """Type the text and wait until it was read."""
    async with page.expect_response("**/api/apology/review"):
        await page.fill("#draft", text)
    if cards is not None:
        await count(page, ".place", cards)


async def count(page, selector, number):
    script = "([selector, number]) => document.querySelectorAll(selector).length === number"
    await page.wait_for_function(script, arg=[selector, number])


async def value(page):
    return await page.eval_on_selector("#draft", "box => box.value")


async def wait_for_value(page, text):
    await page.wait_for_function(
        "text => document.getElementById('draft').value === text", arg=text
    )


async def marked(page):
    return await page.eval_on_selector_all(".mark-under", "all => all.map(one => one.textContent)")


async def test_typing_underlines_the_words_to_look_at(page):
    await page.click("#draft")
    await page.keyboard.type("I'm sorry 💔 I was late, but you never told me when.")
    await count(page, ".place", 1)
    assert await marked(page) == ["but you never told me when"]
    assert "but you never told me when" in await page.inner_text(".place")
    assert 'A "but" in the apology' in await page.inner_text(".place")


async def test_underlines_go_along_with_the_text_at_once(page):
    await write(page, BUT, 1)
    before = await marked(page)
    await page.route("**/api/apology/review", lambda route: None)
    await page.evaluate("document.getElementById('draft').setSelectionRange(0, 0)")
    await page.keyboard.type("Well. ")
    assert await marked(page) == before
    await page.evaluate("document.getElementById('draft').setSelectionRange(36, 36)")
    await page.keyboard.type("x")
    assert await marked(page) == []


async def test_a_late_answer_to_an_older_text_is_dropped(page):
    held = []
    await page.route("**/api/apology/review", lambda route: held.append(route))
    await page.fill("#draft", TWO)
    while not held:
        await page.evaluate("new Promise(requestAnimationFrame)")
    await page.unroute("**/api/apology/review")
    await write(page, WHOLE)
    await page.wait_for_selector("#verdict.whole")
    for route in held:
        with suppress(Error):  # the page has let go of it by then
            await route.continue_()
    await page.evaluate("new Promise(requestAnimationFrame)")
    assert await marked(page) == []


async def test_take_it_changes_the_words_and_both_undos_bring_them_back(page):
    await write(page, BUT, 1)
    await page.click(".place .pill.strong")
    await wait_for_value(page, "I'm sorry I was late.")
    await count(page, ".place", 0)
    assert await marked(page) == []
    await page.click("#undo")
    await wait_for_value(page, BUT)
    await count(page, ".place", 1)
    await page.click(".place .pill.strong")
    await wait_for_value(page, "I'm sorry I was late.")
    await page.focus("#draft")
    await page.keyboard.press("Control+z")
    await wait_for_value(page, BUT)
    await count(page, ".place", 1)


async def test_keep_mine_dismisses_until_the_person_wants_it_back(page):
    await write(page, BUT, 1)
    await page.click(".place >> text=Keep mine")
    await count(page, ".place", 0)
    assert await marked(page) == []
    assert await value(page) == BUT
    await page.focus("#draft")
    async with page.expect_response("**/api/apology/review"):
        await page.keyboard.press("Control+End")
        await page.keyboard.type(" ")
    await count(page, ".place", 0)
    await page.click("#bring-back")
    await count(page, ".place", 1)


async def test_a_question_is_asked_where_no_rewrite_is_safe(page):
    await write(page, "I'm sorry you feel that way.", 1)
    card = await page.inner_text(".place")
    assert "What did you do, just before they felt that way?" in card
    assert await page.query_selector(".place .pill.strong") is None


async def test_the_checklist_fills_up(page):
    assert await page.inner_text("#parts-count") == "0 of 5 parts"
    await write(page, "I'm sorry I broke your bike.")
    await count(page, ".part.there", 2)
    assert await page.inner_text("#parts-count") == "2 of 5 parts"
    own_words = await page.inner_text(".part.there .part-below")
    assert own_words == "“I'm sorry I broke your bike”"
    await write(page, WHOLE)
    await count(page, ".part.there", 5)
    assert "Nothing here takes it back" in await page.inner_text("#verdict")


async def test_the_status_is_said_to_screen_readers(page):
    await write(page, TWO, 2)
    sentence = await page.inner_text("#status")
    assert sentence.startswith("2 things to look at, ")
    await page.wait_for_function(
        "text => document.getElementById('announcer').textContent === text", arg=sentence
    )
    assert await page.get_attribute("#announcer", "aria-live") == "polite"


async def test_copying_is_confirmed(page, editor):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await write(page, BUT)
    await page.click("#copy")
    await page.wait_for_selector("#copy >> text=Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == BUT
    assert "Copied" in await page.text_content("#announcer")


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=\"document.title='taken'\">",
        "<script>document.title='taken'</script>",
        "</textarea><svg onload=document.title='taken'>",
    ],
)
async def test_markup_in_the_text_stays_text(page, hostile):
    await write(page, f"I'm sorry if {hostile} hurt you, but you {hostile} lied.")
    await page.wait_for_selector(".place")
    assert (
        await page.eval_on_selector_all(".desk img, .desk script, #mirror svg", "all => all.length")
        == 0
    )
    assert hostile in await page.text_content("#mirror")
    assert await page.title() != "taken"


async def test_on_a_phone_nothing_runs_over_the_side_and_a_tapped_place_shows_its_card(page):
    await page.set_viewport_size({"width": 360, "height": 740})
    await write(page, TWO + " " + "w" * 90, 2)
    widths = "[document.documentElement.scrollWidth, innerWidth]"
    assert await page.evaluate(widths) == [360, 360]
    assert await page.query_selector(".place.peek") is None
    line = "mark => { const { x, y } = mark.getClientRects()[0]; return [x, y] }"
    x, y = await page.eval_on_selector(".mark-under", line)
    await page.mouse.click(x + 12, y + 8)
    card = await page.wait_for_selector(".place.peek")
    assert 'A "but"' in await card.inner_text()
    place = await card.bounding_box()
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= 740
    await page.click(".place.peek .pill.strong")
    await page.wait_for_function("!document.getElementById('draft').value.includes('but')")
    assert await page.query_selector(".place.peek") is None


async def test_all_of_it_works_from_the_keyboard(page):
    await write(page, TWO, 2)
    await page.focus("#draft")
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.closest('.place') !== null"):
            break
    assert await page.evaluate("document.activeElement.textContent") == "Leave it out"
    await page.keyboard.press("Enter")
    await count(page, ".place", 1)
    assert await page.evaluate("document.activeElement.closest('.place') !== null")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Keep mine"
    await page.keyboard.press("Enter")
    await count(page, ".place", 0)
    assert await page.evaluate("document.activeElement.id") == "draft"


async def test_the_caret_brings_its_card_to_the_fore(page):
    await write(page, TWO, 2)
    await page.focus("#draft")
    await page.evaluate("document.getElementById('draft').setSelectionRange(60, 60)")
    card = await page.wait_for_selector(".place.active >> text=Asking for something")
    assert await card.is_visible()
    await page.evaluate("document.getElementById('draft').setSelectionRange(3, 3)")
    await count(page, ".place.active", 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He chokes me when I am late. I'm sorry I was late.", "who can help"),
        ("The bus is late.", "not read like an apology"),
        ("Lo siento mucho por haber roto tu bicicleta ayer.", "another language"),
    ],
)
async def test_what_is_no_apology_gets_a_note_and_the_way_to_the_chat(page, text, words):
    await write(page, text)
    await page.wait_for_selector("#verdict-link")
    assert words in await page.inner_text("#verdict")
    assert await page.get_attribute("#verdict-link", "href") == "/"


LOOKS = """
who => {
  const sheet = new CSSStyleSheet();
  const [seen, hidden] = who === "mirror" ? [".mirror", "textarea"] : ["textarea", ".mirror"];
  sheet.replaceSync(`
    .editor .paper ${seen}, .editor .paper ${seen} * { color: #000 !important }
    .editor .paper ${hidden}, .editor .paper ${hidden} * { color: transparent !important }
    .mark-under { background: none !important; text-decoration: none !important }
    textarea { caret-color: transparent !important }`);
  document.adoptedStyleSheets = [sheet];
}
"""


DIFFERENCE = """
async pictures => {
  const [one, other] = await Promise.all(pictures.map(async data => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const brush = canvas.getContext("2d");
    brush.drawImage(image, 0, 0);
    return brush.getImageData(0, 0, image.width, image.height).data;
  }));
  let different = 0;
  for (let i = 0; i < one.length; i += 4) different += Math.abs(one[i] - other[i]) > 60;
  return one.length === other.length ? different : Infinity;
}
"""


@pytest.mark.parametrize(
    "text",
    [
        TWO * 3,
        "I'm sorry 💔👩‍👩‍👧 I was late,   but you never told me when. " * 4,
        "أنا آسف لأنني تأخرت but you never told me\nI'm sorry I was late, but you never told me.",
        f"I'm sorry.\n\n\t{'w' * 150} but you lied.\n\n",
    ],
    ids=["wrapping", "emoji and spaces", "right to left", "long word, tab, breaks"],
)
@pytest.mark.parametrize("width", [360, 1200])
async def test_the_layer_behind_the_text_lies_exactly_under_it(page, text, width):
    """Drawn in turn, text box and layer are the same picture, but for the smoothing of letters at
    the edges of marks: about 100 pixels, where a layer one pixel off differs in 3,000 or more."""
    await page.set_viewport_size({"width": width, "height": 860})
    await write(page, text)
    await page.focus("#hide")
    pictures = []
    for who in ("textarea", "mirror"):
        await page.evaluate(LOOKS, who)
        pictures.append(await (await page.query_selector(".paper")).screenshot())
    assert await page.evaluate(DIFFERENCE, [b64encode(one).decode() for one in pictures]) < 300
    fits = "box => box.scrollHeight <= box.clientHeight + 1"
    assert await page.eval_on_selector("#draft", fits)


async def test_nothing_is_kept_by_the_browser_and_hide_leaves_at_once(page):
    await write(page, BUT, 1)
    stored = "JSON.stringify([{...sessionStorage}, {...localStorage}])"
    assert "sorry" not in await page.evaluate(stored)
    await page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    await page.click("#hide")
    await page.wait_for_url("https://www.wikipedia.org/**")


async def test_a_step_back_shows_nothing_of_what_was_written(page):
    await write(page, BUT, 1)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.click("#chat")
    await page.wait_for_selector("#log")
    await page.go_back()
    await page.wait_for_selector("#draft")
    assert await value(page) == ""
    assert "late" not in await page.text_content(".desk")


async def test_leaving_by_mistake_is_asked_about(page):
    await write(page, BUT, 1)
    asked = []

    async def stay(dialog):
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.click("#chat", no_wait_after=True)
    await page.wait_for_function("document.getElementById('draft').value !== ''")
    assert asked == ["beforeunload"]
    assert await value(page) == BUT


async def test_a_lost_connection_is_said_and_mended(page):
    await page.route("**/api/apology/review", lambda route: route.abort())
    await page.fill("#draft", BUT)
    await page.wait_for_selector("#problem >> text=Not connected")
    await page.unroute("**/api/apology/review")
    await count(page, ".place", 1)
    assert await page.is_hidden("#problem")


async def test_inside_telegram_a_draft_is_kept_and_its_colors_are_worn(browser, editor, shelf):
    theme = '{"bg_color":"#17212b","text_color":"#f5f5f5","button_color":"url(x)"}'
    fragment = urlencode({"tgWebAppData": signed(**fields_of()), "tgWebAppThemeParams": theme})
    page = await browser.new_page()
    await page.goto(f"{editor}#{fragment}")
    await write(page, BUT)
    await page.click("#keep")
    await page.wait_for_selector("#keep >> text=Kept")
    assert shelf.kept == [("42", BUT)]
    root = "getComputedStyle(document.documentElement).getPropertyValue"
    assert await page.evaluate(f"{root}('--card')") == "#17212b"
    assert "url" not in await page.evaluate(f"{root}('--accent')")
    assert await page.get_attribute("html", "data-theme") == "dark"
    await page.close()
