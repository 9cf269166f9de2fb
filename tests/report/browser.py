"""Debian's Chromium, driven as a reader would use it: a page opened at a width, and all that it complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Opened:
    """A page in the browser, with what its console and the network saw."""

    page: Page
    messages: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def chromium() -> str:
    """Where Chromium is. Without it a test is skipped, or fails where MUSTER_BROWSER asks for one."""
    matches = shutil.which("chromium")
    if matches is None and os.environ.get("MUSTER_BROWSER"):
        pytest.fail("MUSTER_BROWSER is set, but there is no chromium")
    if matches is None:
        pytest.skip("there is no chromium to look at pages with")
    return matches


@contextmanager
def started() -> Iterator[Browser]:
    """A browser with nothing in it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, path: Path, width: int, *, scripts: bool = True) -> Iterator[Opened]:
    """The file at `path` in a window of this width."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    opened_page = Opened(page)
    page.on("console", lambda message: opened_page.messages.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: opened_page.messages.append(f"error: {error}"))
    page.on("request", lambda request: opened_page.asked.append(request.url))
    # What the page's policy stops has not left the browser.
    page.on("requestfailed", lambda request: request.failure == "csp" and opened_page.asked.remove(request.url))
    page.goto(path.as_uri())
    yield opened_page
    context.close()


def draw_all(page: Page) -> None:
    """Comes near every chart, as a reader who scrolls to the end, and waits for its drawing."""
    for drawing in page.locator(".drawing").all():
        drawing.scroll_into_view_if_needed()
        drawing.locator("svg text").first.wait_for(state="attached", timeout=10_000)


def wider(page: Page) -> list[str]:
    """What reaches beyond the window, but for what a box scrolls: nothing, if the page fits."""
    matches: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth > width) return [`page: ${document.documentElement.scrollWidth}`];
            const out = (one) => { const box = one.getBoundingClientRect();
                return box.width > 1 && (box.right > width + 1 || box.left < -1); };
            return [...document.querySelectorAll("body *")]
                .filter((one) => !one.closest(".box table, .skip, svg *") && out(one))
                .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`);
        }"""
    )
    return matches


def colliding(page: Page) -> list[tuple[str, str]]:
    """Texts of one chart that stand on each other.

    Boxes are those of the lines, which are higher than their letters: a fifth at each edge does not count. The same
    text at the same place is one, with its outline drawn first.
    """
    matches: list[list[str]] = page.evaluate(
        """() => {
            const shown = (one) => one.textContent.trim() && getComputedStyle(one).opacity !== "0"
                && getComputedStyle(one).display !== "none";
            const box = (one) => { const around = one.getBoundingClientRect();
                const [dx, dy] = around.width > around.height ? [1, around.height / 5] : [around.width / 5, 1];
                return { name: one.textContent, left: around.left + dx, right: around.right - dx,
                         top: around.top + dy, bottom: around.bottom - dy }; };
            const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            const same = (a, b) => a.name === b.name && Math.hypot(a.left - b.left, a.top - b.top) < 2;
            return [...document.querySelectorAll(".drawing svg")].flatMap((svg) => {
                const boxes = [...svg.querySelectorAll("text")].filter(shown).map(box);
                return boxes.flatMap((a, place) =>
                    boxes.slice(place + 1).filter((b) => meet(a, b) && !same(a, b)).map((b) => [a.name, b.name]));
            });
        }"""
    )
    return [(first, other) for first, other in matches]


def cut(page: Page) -> list[str]:
    """Texts of charts that reach beyond their drawing, where they cannot be read."""
    matches: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".drawing svg")].flatMap((svg) => {
            const frame = svg.getBoundingClientRect();
            const out = (one) => { const box = one.getBoundingClientRect();
                return box.left < frame.left - 2 || box.right > frame.right + 2
                    || box.top < frame.top - 4 || box.bottom > frame.bottom + 4; };
            return [...svg.querySelectorAll("text")]
                .filter((one) => one.textContent.trim() && getComputedStyle(one).opacity !== "0" && out(one))
                .map((one) => one.textContent);
        })"""
    )
    return matches


def tree(page: Page) -> dict[str, list[str]]:
    """What the browser tells screen readers: the names of all that they are told of, by role, in order."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names_by_role: dict[str, list[str]] = {}
    for node in nodes:
        if not node["ignored"]:
            names_by_role.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    return names_by_role
