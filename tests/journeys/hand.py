"""A person at a browser: every click and every filled field counts, and the console must stay silent."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Response
from playwright.sync_api import TimeoutError as Late

PATIENCE = 60_000  # ms; Chromium alone may wait 20 s for an entry of its own cache
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Hand:
    """One tab in a browser of its own: a visitor until somebody logs in."""

    def __init__(self, browser: Browser, home: str, *, scripts: bool = True):
        self.context = browser.new_context(
            base_url=home, viewport=WIDE, locale="zh-CN", java_script_enabled=scripts, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.interactions = 0
        self.complaints: list[str] = []
        self.awaited: list[Request] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._answered)
        self.page.on("request", lambda request: self.awaited.append(request))
        self.page.on("requestfinished", self._over)
        self.page.on("requestfailed", self._over)

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def _over(self, request: Request) -> None:
        if request in self.awaited:
            self.awaited.remove(request)

    def open(self, path: str) -> None:
        """Go there; a page that never loads is told with what it was still waiting for."""
        try:
            self.page.goto(path)
        except Late as late:
            raise AssertionError(f"{path} waits for {[request.url for request in self.awaited]}") from late

    def arrive(self, path: str) -> None:
        """Wait for a page by the pattern of its path: an address also carries where to go next."""
        self.page.wait_for_url(lambda url: re.fullmatch(path, urlsplit(url).path) is not None)

    def fill(self, selector: str, value: str) -> None:
        self.interactions += 1
        self.page.fill(selector, value)

    def click(self, selector: str) -> None:
        self.interactions += 1
        self.page.click(selector)

    def take(self, selector: str, file: str | dict) -> None:
        self.interactions += 1
        self.page.set_input_files(selector, file)

    def download(self, selector: str, folder: Path) -> Path:
        self.interactions += 1
        with self.page.expect_download() as coming:
            self.page.click(selector)
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    def forgive(self) -> list[str]:
        """The complaints so far, which a test expected."""
        said, self.complaints[:] = list(self.complaints), []
        return said

    def value(self, selector: str) -> str:
        return self.page.input_value(selector)

    def cut_off(self) -> dict[str, int]:
        """Pixels by which the page is wider than the screen, wide and narrow."""
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        found = {}
        for name, size in (("narrow", NARROW), ("wide", WIDE)):
            self.page.set_viewport_size(size)
            found[name] = self.page.evaluate(over)
        return found

    def look(self, name: str) -> None:
        """Kept for people's eyes when JOURNEY_PICTURES names a folder."""
        if not PICTURES:
            return
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=f"{PICTURES}/{name}-{size['width']}.png", full_page=True)

    # keyboard

    def tab_to(self, selector: str, limit: int = 90) -> None:
        """Press Tab until the element has the focus, and see that the focus shows."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                self.interactions += 1
                assert self._shows_focus(), f"no visible focus on {selector}"
                return
        raise AssertionError(f"{limit} tabs never reached {selector} on {self.page.url}")

    def _shows_focus(self) -> bool:
        """A ring around the element, or around the box it fills."""
        return self.page.evaluate(
            """() => { for (let one = document.activeElement; one && one !== document.body; one = one.parentElement) {
                         const style = getComputedStyle(one);
                         if (style.outlineStyle !== 'none' || style.boxShadow.includes('0px 0px 0px')) return true; }
                       return false; }"""
        )

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def close(self) -> None:
        self.context.close()
