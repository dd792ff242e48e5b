"""Packed answers, unpacked piece by piece within bounds."""

import zlib
from collections.abc import Iterator
from typing import Protocol

ACCEPTED = "gzip, deflate"
"""What we ask for. Others pack smaller, but two readers of packed bytes fewer stand in the open."""

MOST_RATIO = 200
"""Bytes out for one byte in. Pages reach 20, tables of numbers 60; deflate itself can do no more than 1032."""
_FREE = 1_000_000
"""Bytes that any answer may have, whatever its ratio: short ones of blanks are harmless."""
_PIECE = 256 * 1024
_GZIP = zlib.MAX_WBITS | 16
_GZIP_BEGINS = b"\x1f\x8b"


class Undecodable(ValueError):
    """The bytes are not packed as the answer says."""


class Bomb(ValueError):
    """A few bytes become far too many."""


class Decoder(Protocol):
    """Undoes one content coding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Return what `data` stands for, in pieces of bounded size.

        Raises:
            Undecodable: It is not packed as the answer says.
            Bomb: It becomes far too much.
        """

    def end(self) -> None:
        """Say that all has come.

        Raises:
            Undecodable: The packing has no end.
        """


def decoder(coding: str) -> Decoder:
    """Return what undoes `coding`, as the header `Content-Encoding` names it.

    Raises:
        Undecodable: We do not read this coding, and did not ask for it.
    """
    match coding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Packed(_GZIP)
        case "deflate":
            return _Packed(None)
        case other:
            raise Undecodable(other)


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def end(self) -> None:
        pass


class _Packed:
    def __init__(self, bits: int | None) -> None:
        self._bits = bits
        self._head = b""
        self._inflating = zlib.decompressobj(bits or zlib.MAX_WBITS)
        self._came = 0
        self._made = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._came += len(data)
        data = self._begun(data)
        while data:
            try:
                piece = self._inflating.decompress(data, _PIECE)
            except zlib.error as error:
                raise Undecodable(str(error)) from error
            self._made += len(piece)
            if self._made > _FREE and self._made > MOST_RATIO * self._came:
                raise Bomb
            if piece:
                yield piece
            data = self._rest()

    def end(self) -> None:
        if self._came and not self._inflating.eof:
            raise Undecodable

    def _begun(self, data: bytes) -> bytes:
        """Some servers call `deflate` what other standards call so: the same without its two first bytes."""
        if self._bits is not None:
            return data
        self._head += data
        if len(self._head) < 2:
            return b""
        wrapped = self._head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(self._head[:2], "big") % 31 == 0
        self._bits = zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
        self._inflating = zlib.decompressobj(self._bits)
        return self._head

    def _rest(self) -> bytes:
        if not self._inflating.eof:
            return self._inflating.unconsumed_tail
        after = self._inflating.unused_data
        if not after.startswith(_GZIP_BEGINS):
            return b""
        # A file of gzip may be several, one after the other.
        self._inflating = zlib.decompressobj(_GZIP)
        return after
