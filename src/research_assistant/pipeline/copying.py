"""A copy of a text from the net: at hand or fetched, read, and stored before anything is made of it."""

from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from posixpath import basename
from urllib.parse import unquote, urldefrag, urlsplit

from research_assistant.domain.cached import Level
from research_assistant.domain.copies import shingles
from research_assistant.domain.document import Document
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading
from research_assistant.domain.location import Location
from research_assistant.domain.work import Extent, Work
from research_assistant.kit.values import from_json, to_json
from research_assistant.ports.fetcher import Fetched, Request
from research_assistant.ports.tools import Tools

READABLE = (
    "application/pdf",
    "application/x-pdf",
    "application/xhtml+xml",
    "application/xml",
    "text/html",
    "text/plain",
    "text/xml",
)
"""Kinds of file that hold one text to read: a server's word, which is checked against the bytes."""

UNSAID = ("", "application/octet-stream", "binary/octet-stream")
"""Media types that say nothing: the bytes tell."""

SAME = 0.9
"""Share of an earlier copy's rows of words that stand in the new one: below it, the text has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A stored copy of a text from the net.

    Attributes:
        url: Where it was in the end, after redirects.
        document: What was read, which is stored.
        work: What the copy says of its work.
        received_at: When its bytes came.
        cached: Whether they were at hand and nothing was fetched.
        drift: How the text differs from what was read at this address before, in a sentence; empty where it does not.
    """

    url: str
    document: Document
    work: Work
    received_at: datetime
    cached: bool
    drift: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What is kept of an answer beside its bytes."""

    url: str
    media_type: str
    charset: str
    fetched_at: datetime
    document_id: str
    work: Work


async def copied(location: Location, tools: Tools, *, seconds: float) -> Copied:
    """Return a stored copy of what lies at the location.

    Raises:
        FetchFailed: It did not come.
        UnreadableFile: What came holds no text that can be read.
    """
    url = urldefrag(location.url).url
    kept = await tools.cache.get(Level.CONTENT, f"copy/1 {url}", lambda: _fetched(url, tools, seconds))
    head, content = _unpacked(kept.content)
    document = await _stored(head, tools)
    if document is None:
        reading = await _read(_answer(head, content), tools)
        await tools.documents.add([reading])
        document = reading.document
    drift = "" if kept.hit else await _drift(document, head, tools)
    return Copied(
        url=head.url, document=document, work=head.work, received_at=head.fetched_at, cached=kept.hit, drift=drift
    )


async def _fetched(url: str, tools: Tools, seconds: float) -> bytes:
    """Return what is kept of the answer; what cannot be read raises, and so is not kept."""
    fetched = await tools.fetcher.fetch(Request(url=url, media_types=(*READABLE, *UNSAID), seconds=seconds))
    reading = await _read(fetched, tools)
    await tools.documents.add([reading])
    head = _Head(
        url=fetched.url,
        media_type=fetched.media_type,
        charset=fetched.charset,
        fetched_at=fetched.fetched_at,
        document_id=reading.document.document_id,
        work=reading.work,
    )
    return to_json(head, _Head).encode() + b"\n" + fetched.content


def _unpacked(kept: bytes) -> tuple[_Head, bytes]:
    head, _, content = kept.partition(b"\n")
    return from_json(head.decode(), _Head), content


def _answer(head: _Head, content: bytes) -> Fetched:
    return Fetched(
        url=head.url,
        media_type=head.media_type,
        charset=head.charset,
        content=content,
        fetched_at=head.fetched_at,
    )


async def _stored(head: _Head, tools: Tools) -> Document | None:
    """Return the document, where it is still stored and no newer reader would read it otherwise."""
    found = await tools.documents.get([head.document_id])
    return next((each for each in found if each.extractor in tools.extractor.versions), None)


async def _read(fetched: Fetched, tools: Tools) -> Reading:
    said = f"{fetched.media_type}; charset={fetched.charset}" if fetched.charset else fetched.media_type
    found: Reading | None = None
    async with aclosing(tools.extractor.read(fetched.content, name=_name(fetched.url), media_type=said)) as entries:
        # To the end: whoever reads is let go of by then, and can be asked again.
        async for entry in entries:
            if found is None and isinstance(entry, Reading) and _is_text(entry.document):
                found = entry
    if found is None:
        raise UnreadableFile(f"What lies at {fetched.url} holds no text.", cause="empty")
    return replace(found, snapshot=replace(found.snapshot, url=fetched.url, received_at=fetched.fetched_at))


def _is_text(document: Document) -> bool:
    return document.extent is Extent.FULL_TEXT and bool(document.text)


def _name(url: str) -> str:
    """Return what the file at an address is called, or its host where the address names none."""
    parts = urlsplit(url)
    return basename(unquote(parts.path)) or parts.hostname or url


async def _drift(document: Document, head: _Head, tools: Tools) -> str:
    earlier = await tools.documents.earlier(head.url, than=head.fetched_at)
    if earlier is None or earlier.document.document_id == document.document_id:
        return ""
    before, now = shingles(earlier.document.text), shingles(document.text)
    share = len(before & now) / len(before) if before else 1.0
    if share >= SAME:
        return ""
    return (
        f"The text has changed since it was read on {earlier.received_at:%Y-%m-%d}: "
        f"{share:.0%} of the earlier words stand in it still."
    )
