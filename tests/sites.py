"""A server of ours on this machine, as an operator starts it, and people who visit it with a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, expect

from shells import ROOT

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
_NUMBERS = count(1)


@contextmanager
def served(folder: Path, *shared: str) -> Iterator[str]:
    """Give the address of a server that keeps its data in `folder`, with files from there that all users may search."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DATA_DIR": str(folder / "data"),
        "EMBEDDING_MODEL": "none",
        "RATE_LIMIT_MAX_REQUESTS": "0",
        "NODE_ENV": "production",
        "COOKIE_SECURE": "false",
    }
    research = [sys.executable, str(ROOT / "research.py")]
    for command in (["init"], ["library", "add", "--shared", *shared]):
        subprocess.run([*research, *command], check=True, cwd=folder, env=environment, capture_output=True)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*research, "serve", "--port", str(port)], cwd=folder, env=environment, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def visit(browser: Browser, site: str, **how: object) -> BrowserContext:
    """Return a browser window of somebody who has registered, on the page."""
    context = browser.new_context(**{"reduced_motion": "reduce", "base_url": site, **how})
    page = context.new_page()
    name = f"marie{next(_NUMBERS)}"
    page.goto("/register")
    page.get_by_label("Username").fill(name)
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask a question")
    return context


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    while server.poll() is None:
        try:
            with urlopen(f"{address}/readyz"):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())
