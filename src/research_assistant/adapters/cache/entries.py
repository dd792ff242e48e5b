"""What one entry looks like on disk: when it was made, a checksum, and its bytes, compressed where that helps."""

import struct
import zlib
from hashlib import blake2b

EFFORT = 1
"""Of compression, from 1 to 9: on web pages, 6 costs three times as much and saves a sixth of what is left."""

SAMPLE = 65_536
"""Bytes from the middle that tell whether compression helps; PDFs and pictures are compressed already."""

WORTH_IT = 0.9

_HEAD = struct.Struct("<4s?d")
_MAGIC = b"RAC1"
_CHECKSUM_SIZE = 16


class Damaged(Exception):
    """The bytes are not what was written, or not under this name."""


def packed(name: str, content: bytes, *, made_at: float) -> bytes:
    """Return an entry as bytes."""
    middle = len(content) // 2
    sample = content[middle : middle + SAMPLE] if len(content) > 2 * SAMPLE else content
    helps = len(zlib.compress(sample, EFFORT)) < WORTH_IT * len(sample)
    head = _HEAD.pack(_MAGIC, helps, made_at)
    body = zlib.compress(content, EFFORT) if helps else content
    return head + _checksum(name, head, body) + body


def unpacked(name: str, entry: bytes) -> tuple[bytes, float]:
    """Return the content of an entry, and when it was made.

    Raises:
        Damaged: See there.
    """
    start = _HEAD.size + _CHECKSUM_SIZE
    head, checksum, body = entry[: _HEAD.size], entry[_HEAD.size : start], memoryview(entry)[start:]
    if len(entry) < start or checksum != _checksum(name, head, body):
        raise Damaged(name)
    _, compressed, made_at = _HEAD.unpack(head)
    return zlib.decompress(body) if compressed else bytes(body), made_at


def _checksum(name: str, head: bytes, body: bytes | memoryview) -> bytes:
    told = blake2b(name.encode(), digest_size=_CHECKSUM_SIZE)
    told.update(head)
    told.update(body)
    return told.digest()
