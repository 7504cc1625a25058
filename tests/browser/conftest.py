"""A headless Chromium and a served application, for tests that click like a person."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from werkzeug.serving import ThreadedWSGIServer, make_server

from tests.casework.conftest import one_day

__all__ = ["one_day"]  # the tests here are of one day too

# Chromium's own services look for the network on their own account.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: the one ./check found, else the machine's, else Playwright's."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application of this test, served on a free port of this machine; its address without a slash at the end."""
    # Style sheets do not change meanwhile: eight requests less for every page.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    server = make_server("127.0.0.1", 0, app, threaded=True)
    assert isinstance(server, ThreadedWSGIServer)
    # Requests that are still running when the test ends are waited for, so that the database can go.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages: each call is another person with cookies of their own. Keyword arguments go to the browser context.

    A failed request or a script error on any page fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def failed(answer: Response) -> None:
        if answer.status >= 500:
            faults.append(f"{answer.status} {answer.url}")

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server, locale="zh-CN", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("response", failed)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []
