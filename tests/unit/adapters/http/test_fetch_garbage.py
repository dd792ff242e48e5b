"""Whatever bytes the other end sends: an answer or a named failure, and nothing else."""

import asyncio
import gzip

from hypothesis import given, settings
from hypothesis import strategies as st

from nets import Recorder, fetcher, no_robots
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.fetcher import Fetched, Request

LINES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"HTTP/1.0 200", b"HTTP/2 200", b"HTTP/1.1 99 No", b"ICY 200 OK"),
        *(b"HTTP/1.1 100 Continue", b"HTTP/1.1 101 Switching", b"HTTP/1.1 200 \xff\xfe", b"HTTP/1.1 304 Same"),
        *(
            b"Content-Length: 5",
            b"Content-Length: +5",
            b"Content-Length: 5, 5",
            b"Content-Length: 99999999999999999999",
        ),
        *(
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip, chunked",
            b"Content-Encoding: gzip",
            b"Content-Type:",
        ),
        *(
            b"Content-Encoding: deflate",
            b"Content-Encoding: \xff",
            b"Content-Type: text/html; charset=\xe9\x00",
            b"A: \x00",
        ),
        *(
            b"Location: /x",
            b"Location: //",
            b"Location: http://[",
            b"Location: \xff\xe9",
            b"Location: http://site.example:b/",
        ),
        *(b"Retry-After: \xd9\xa1", b"Connection: upgrade", b" folded: header", b"Set-Cookie: a=b", b": nothing", b""),
    ]
)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.just(gzip.compress(b"words")),
    st.sampled_from([b"5\r\nhello\r\n0\r\n\r\n", b"fffffffffff\r\n", b""]),
)


def test_any_answer_is_an_answer_or_a_named_failure():
    recorder = Recorder(lambda *_: b"")
    fetching = fetcher(recorder)

    async def ended() -> Fetched | FetchFailed:
        try:
            return await fetching.fetch(Request(url="http://site.example/", seconds=20))
        except FetchFailed as error:
            return error

    with asyncio.Runner() as runner:

        @settings(max_examples=300, deadline=None)
        @given(lines=st.lists(LINES, max_size=7), body=BODIES, end=st.sampled_from([b"\r\n", b"\n", b"\r"]))
        def check(lines: list[bytes], body: bytes, end: bytes) -> None:
            answer = end.join([*lines, b"", b""]) + body
            recorder.answer = lambda _, path: no_robots(path) or answer

            made = runner.run(ended())

            if isinstance(made, FetchFailed):
                assert made.cause
                assert str(made).isprintable()

        check()
