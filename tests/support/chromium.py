"""A real Chromium for tests; where there is none, those tests are skipped and say why."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from weakref import WeakKeyDictionary

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright
from yarl import URL

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
FOUND = os.environ.get("DIEMDANH_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SCREENSHOTS = os.environ.get("DIEMDANH_SCREENSHOTS")  # the folder that `make screenshots` names

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        FOUND is None, reason="no Chromium here: install chromium, or set DIEMDANH_CHROMIUM to where it is"
    ),
]


@pytest_asyncio.fixture(name="chromium", scope="session", loop_scope="session")
async def the_browser():
    """The browser; each test opens a window of its own in it, which shares nothing with another's."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=FOUND,
            args=[
                *("--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu"),
                # half as many processes for each page
                "--disable-site-isolation-trials",
                "--renderer-process-limit=1",
            ],
        )
        try:
            yield running
        finally:
            await running.close()


@dataclass
class Profile:
    """A context of the browser, and an empty page in it: while one is open, the pages after it share its process."""

    context: BrowserContext
    protocol: CDPSession

    @classmethod
    async def made(cls, chromium: Browser, **options) -> Self:
        context = await chromium.new_context(locale="vi-VN", timezone_id="Asia/Tokyo", **options)
        context.set_default_timeout(30_000)  # a machine that runs all other tests beside this is slow
        return cls(context, await context.new_cdp_session(await context.new_page()))

    async def forget(self, address: str) -> None:
        """Let nothing of what was done at this address be known to who comes next."""
        await self.context.clear_cookies()
        origin = str(URL(address).origin())
        await self.protocol.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        await self.protocol.send("Network.clearBrowserCache")


IDLE: WeakKeyDictionary[Browser, dict[str, list[Profile]]] = WeakKeyDictionary()  # by the options that they have


@asynccontextmanager
async def opened(chromium: Browser, address: str, size: dict[str, int], **options):
    """The page at an address, in a window of this size; any error that it logs fails the test.

    It finds a browser as if it were new. A new context would cost as much again as opening the page.
    """
    media = {name: options.pop(name) for name in ("color_scheme", "reduced_motion") if name in options}
    idle = IDLE.setdefault(chromium, {}).setdefault(repr(sorted(options.items())), [])
    profile = idle.pop() if idle else await Profile.made(chromium, **options)
    page = await profile.context.new_page()
    await page.set_viewport_size(size)
    await page.emulate_media(**media)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    try:
        await page.goto(address)
        await page.wait_for_selector(".conversation")
        yield page
    except BaseException:
        print(await page.locator("main").inner_text())  # pytest shows it with the failure
        raise
    finally:
        await page.close()
        await profile.forget(address)
        idle.append(profile)
    assert [one for one in problems if "Failed to load resource" not in one] == []


class Person:
    """One person's chat on the page, as a person uses it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.chat = page.locator(f'section[data-person="{name}"]')

    async def look(self) -> None:
        """Bring this person's chat to the front."""
        if not await self.chat.is_visible():
            await self.page.locator(f'#people [data-person="{self.name}"]').click()
        await self.chat.wait_for()

    async def write(self, text: str) -> None:
        await self.look()
        await self.chat.locator("textarea").fill(text)
        await self.chat.locator("textarea").press("Enter")
        await self._answered()

    async def press(self, label: str) -> None:
        """Press the newest button whose label begins so."""
        await self.look()
        await self.button(label).click()
        await self._answered()

    def button(self, label: str):
        """The newest button whose label begins so, but for signs before it: not every machine has letters for them."""
        words = re.sub(r"^\W+", "", label) or label
        return self.chat.locator(".choices button").filter(has_text=re.compile(rf"^\W*{re.escape(words)}")).last

    async def send_photo(self, name: str, data: bytes) -> None:
        await self.look()
        await self.chat.locator('input[type="file"][accept]').set_input_files(
            {"name": name, "mimeType": "image/png", "buffer": data}
        )
        await self._answered()

    async def hears(self, words: str) -> str:
        """Wait until the newest message holds these words; returns its text."""
        await self.look()
        found = self.chat.locator(".message.bot").last.filter(has_text=words)
        await found.wait_for()
        return await found.locator(".text").inner_text()

    async def said(self) -> list[str]:
        """The texts of all bubbles, in order."""
        await self.look()
        return await self.chat.locator(".message .bubble").all_inner_texts()

    async def _answered(self) -> None:
        await self.page.wait_for_function(
            """name => {
                const chat = document.querySelector(`section[data-person="${name}"]`);
                return chat.querySelector(".message.own") && !chat.querySelector(".message.own.sending");
            }""",
            arg=self.name,
        )


async def picture(page: Page, name: str) -> None:
    """Keep a screenshot for the README, where `make screenshots` asks for them."""
    if SCREENSHOTS:
        await page.wait_for_timeout(400)  # let what moves come to rest
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")
