"""How packed answers are unpacked: whole, in bounded pieces, and no bombs."""

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_assistant.adapters.http.decoding import Bomb, Undecodable, decoder


def unpacked(coding: str, data: bytes, *, step: int = 1000) -> bytes:
    unpacking = decoder(coding)
    pieces = [piece for start in range(0, len(data), step) for piece in unpacking.feed(data[start : start + step])]
    unpacking.end()
    return b"".join(pieces)


def raw(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


@settings(max_examples=60)
@given(content=st.binary(max_size=5000), step=st.integers(1, 700))
def test_what_was_packed_comes_out(content: bytes, step: int):
    assert unpacked("gzip", gzip.compress(content), step=step) == content
    assert unpacked("GZip ", gzip.compress(content), step=step) == content
    assert unpacked("deflate", zlib.compress(content), step=step) == content
    assert unpacked("deflate", raw(content), step=step) == content
    assert unpacked("identity", content, step=step) == content
    assert unpacked("gzip", gzip.compress(content) + gzip.compress(b"more"), step=step) == content + b"more"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress", "klingon"])
def test_codings_that_were_not_asked_for_are_refused(coding: str):
    with pytest.raises(Undecodable):
        decoder(coding)


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"a" * 5000, mtime=0)[:-1], gzip.compress(b"a" * 5000, mtime=0)[:20], b"no gzip"]
)
def test_what_ends_early_or_is_not_packed_is_refused(packed: bytes):
    with pytest.raises(Undecodable):
        unpacked("gzip", packed)


def test_empty_answer_is_empty_whatever_it_says():
    assert unpacked("gzip", b"") == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_bombs_are_seen_before_they_are_large(coding: str):
    bits = 31 if coding == "gzip" else zlib.MAX_WBITS
    packing = zlib.compressobj(9, zlib.DEFLATED, bits)
    bomb = packing.compress(bytes(50_000_000)) + packing.flush()
    made: list[int] = []

    with pytest.raises(Bomb):
        made.extend(map(len, decoder(coding).feed(bomb)))

    assert sum(made) <= 201 * len(bomb)
    assert max(made) < 1_000_000


def test_tables_of_numbers_are_no_bombs():
    content = b"".join(b"%d,0.000,0.000,0.000,0.000\n" % number for number in range(200_000))

    assert unpacked("gzip", gzip.compress(content), step=65_536) == content
