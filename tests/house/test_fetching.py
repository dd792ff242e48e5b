"""Nothing fetches but the fetcher: no other module brings a client of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "research_assistant"
THE_FETCHER = SOURCES / "adapters" / "http"

CLIENTS = {
    *("aiohttp", "ddgs", "ftplib", "http.client", "httpcore", "httpcore2", "httpx", "httpx2", "pycurl", "requests"),
    *("smtplib", "socketserver", "telnetlib", "trafilatura.downloads", "urllib.request", "urllib3", "websockets"),
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def clients(path: Path) -> set[str]:
    return {name for name in imported(path) if any(name == each or name.startswith(f"{each}.") for each in CLIENTS)}


def test_only_the_fetcher_speaks_http_to_others():
    found = {path: clients(path) for path in SOURCES.rglob("*.py") if THE_FETCHER not in path.parents}

    assert {str(path.relative_to(SOURCES)): names for path, names in found.items() if names} == {}
    assert any(clients(path) for path in THE_FETCHER.glob("*.py"))
