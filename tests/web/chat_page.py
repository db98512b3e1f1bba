"""The chat page as a person meets it, for browser tests."""

from playwright.async_api import Locator, Page, expect


class ChatPage:
    """One open page; speaks of it in the person's terms."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_label("Your message")
        self.log = page.get_by_role("log")
        self.banner = page.locator("#banner")
        self.hint = page.locator("#hint")

    async def open(self, url: str) -> "ChatPage":
        """Open the page and wait until the coach has said something."""
        await self.page.goto(url)
        await expect(self.log.locator(".entry.coach").first).to_be_visible()
        return self

    async def write(self, text: str) -> None:
        """Type the words and send them with Enter."""
        await self.box.fill(text)
        await self.box.press("Enter")

    def choice(self, label: str) -> Locator:
        """A button under the last prompt."""
        return self.log.get_by_role("button", name=label, exact=True)

    def said(self, text: str) -> Locator:
        """What the coach said."""
        return self.log.locator(".coach").get_by_text(text, exact=True)

    def own(self, text: str) -> Locator:
        """What the person said, as the server keeps it."""
        return self.log.locator(".own").get_by_text(text, exact=True)

    @property
    def waiting(self) -> Locator:
        """What waits to be sent."""
        return self.page.locator("#waiting .ghost")
