"""Zotero's web API as far as it is read, on loopback: collections, items, pages, a key."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "key-that-nobody-may-see"
LIBRARY = "users/123"
ON_A_PAGE = 2


@dataclass
class ZoteroStub:
    """A library of Zotero.

    Attributes:
        collections: Names by key.
        items: Items as the API tells them; `data.collections` names the keys of theirs.
        asked: Paths with queries, in order.
        url: Where it is.
    """

    collections: dict[str, str] = field(default_factory=dict)
    items: list[dict[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> Sequence[object] | None:
        """Return everything that lies at a path of the library; nothing where there is no such path."""
        match path.split("/"):
            case ["collections"]:
                return [{"key": key, "data": {"key": key, "name": name}} for key, name in self.collections.items()]
            case ["items", "top"]:
                return self.items
            case ["collections", key, "items", "top"] if key in self.collections:
                return [each for each in self.items if key in each["data"].get("collections", ())]  # type: ignore[attr-defined]
        return None


def item(kind: str, *, meta: dict[str, object] | None = None, **data: object) -> dict[str, object]:
    """Return an item as the API tells it."""
    return {"key": "ABCD2345", "version": 1, "meta": meta or {}, "data": {"itemType": kind, **data}}


@contextmanager
def zotero_stub() -> Iterator[ZoteroStub]:
    """Serve a library until the block is left."""
    stub = ZoteroStub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            stub.asked.append(self.path)
            if self.headers["Zotero-API-Key"] != KEY or self.headers["Zotero-API-Version"] != "3":
                return self.send_error(403)
            found = stub.answer(at.path.removeprefix(f"/{LIBRARY}/"))
            if found is None:
                return self.send_error(404)
            start = int(parse_qs(at.query)["start"][0])
            content = json.dumps(found[start : start + ON_A_PAGE]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Total-Results", str(len(found)))
            if start + ON_A_PAGE < len(found):
                self.send_header("Link", f'<{stub.url}{at.path}?start={start + ON_A_PAGE}>; rel="next"')
            self.end_headers()
            self.wfile.write(content)
            return None

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stub.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield stub
        finally:
            server.shutdown()
