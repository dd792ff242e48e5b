"""A page of another site, in a real browser, with somebody's login: nothing that it tries changes anything here."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
import uvicorn
from playwright.sync_api import Page

from browsers import chromium
from databases import SqliteFiles
from research_assistant.config import Settings
from research_assistant.web.app import create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
LOGIN = {"username": "marie", "password": PASSWORD}
ACCOUNT = {"username": "marie", "email": "marie@example.org", "password": PASSWORD}

TRIES = """async ([there, query, session]) => {
  const told = [];
  const plain = {credentials: 'include', mode: 'no-cors', method: 'POST'};
  const send = async (path, more) => {
    try { const answer = await fetch(there + path, {...plain, ...more}); told.push([path, answer.type]); }
    catch (error) { told.push([path, 'refused']); }
  };
  const text = {'Content-Type': 'text/plain'}, json = {'Content-Type': 'application/json'};
  const asked = JSON.stringify({query: 'Does evil prosper on other sites?'});
  for (const headers of [text, json])
    for (const mode of ['no-cors', 'cors'])
      for (const [path, body] of [['/api/research', asked], ['/api/auth/logout', ''], ['/api/auth/tokens',
          JSON.stringify({name: 'evil', permissions: ['read']})], [`/api/research/${query}/cancel`, '']])
        await send(path, {headers, body, mode});
  for (const path of ['/logout', '/account/sessions/end', `/account/sessions/${session}/end`,
      `/research/${query}/delete`])
    await send(path, {body: new URLSearchParams({name: 'evil'})});
  for (const [method, path] of [['DELETE', `/api/research/${query}`], ['DELETE', '/api/auth/sessions'],
      ['PATCH', '/api/accounts/marie']])
    await send(path, {method, mode: 'cors'});
  const frame = document.createElement('iframe');
  frame.name = 'frame';
  document.body.append(frame);
  for (const path of ['/', '/logout', '/account/tokens', `/research/${query}/delete`, '/account/sessions/end']) {
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action: there + path, target: 'frame'});
    for (const [name, value] of [['query', 'Does evil prosper?'], ['sources', 'library'], ['name', 'evil'],
        ['days', '3'], ['permissions', 'read']]) {
      const field = document.createElement('input');
      Object.assign(field, {name, value});
      form.append(field);
    }
    document.body.append(form);
    form.submit();
    await new Promise(done => setTimeout(done, 150));
  }
  for (const path of ['/logout', `/research/${query}/delete`, `/api/research/${query}/cancel`, '/api/auth/logout'])
    for (const tag of ['img', 'script', 'iframe']) {
      const made = document.createElement(tag);
      made.src = there + path;
      document.body.append(made);
    }
  const opened = await new Promise(done => {
    const ws = new WebSocket(there.replace('http', 'ws') + `/ws/research/${query}`);
    ws.onopen = () => done('opened');
    ws.onerror = () => done('refused');
  });
  const read = await fetch(there + '/api/research', {credentials: 'include'}).then(() => 'read', () => 'refused');
  const streamed = await new Promise(done => {
    const source = new EventSource(there + `/api/research/${query}/events`, {withCredentials: true});
    source.onmessage = source.onopen = () => done('opened');
    source.onerror = () => { source.close(); done('refused'); };
  });
  await new Promise(done => setTimeout(done, 500));
  return {told, opened, read, streamed};
}"""


class Quiet(BaseHTTPRequestHandler):
    """An empty page of another site."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>evil</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[int]:
    """The port of another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """Serve on a port of this machine until the end of the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None, proxy_headers=False))
    thread = threading.Thread(target=partial(server.run, sockets=[listening]))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


def _state(page: Page, address: str) -> dict[str, list[dict[str, object]]]:
    """Return all that the account has, as its owner sees it."""
    paths = {"queries": "/api/research", "sessions": "/api/auth/sessions", "tokens": "/api/auth/tokens"}
    found = {name: page.request.get(f"{address}{path}") for name, path in paths.items()}
    assert all(answer.ok for answer in found.values())
    state = {name: answer.json() for name, answer in found.items()}
    return {**state, "queries": state["queries"]["queries"]}


@pytest.mark.system
@pytest.mark.parametrize(("ours", "theirs"), [("127.0.0.1", "localhost"), ("127.0.0.1", "127.0.0.1")])
def test_a_page_of_another_site_changes_nothing(
    tmp_path: Path, sqlite: SqliteFiles, elsewhere: int, ours: str, theirs: str
):
    """Two hosts are two sites, where the cookie stays at home; two ports of one are one, where `Origin` alone tells."""
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=sqlite.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        worker_queries=0,
    )
    with served(settings) as port, chromium() as browser, httpx2.Client(base_url=f"http://{ours}:{port}") as owner:
        owner.post("/api/auth/register", json=ACCOUNT).raise_for_status()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://{ours}:{port}/login")
        login = page.request.post(f"http://{ours}:{port}/api/auth/login", data=LOGIN)
        assert login.ok
        asked = page.request.post(f"http://{ours}:{port}/api/research", data={"query": "Does zinc shorten a cold?"})
        before = _state(page, f"http://{ours}:{port}")
        session = str(before["sessions"][0]["session_id"])
        page.goto(f"http://{theirs}:{elsewhere}/")

        done = page.evaluate(TRIES, [f"http://{ours}:{port}", asked.json()["query_id"], session])

        assert len(done["told"]) > 20
        assert (done["opened"], done["read"], done["streamed"]) == ("refused", "refused", "refused")
        assert _state(page, f"http://{ours}:{port}") == before
        context.close()
