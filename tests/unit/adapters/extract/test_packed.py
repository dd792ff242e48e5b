import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from office_files import zipped
from research_assistant.adapters.extract.extracted import CAUSES, Unreadable
from research_assistant.adapters.extract.packed import LARGEST_ENTRY, MOST_ENTRIES, Package, tree_of

MEGABYTE = 1024 * 1024


def read_all(content: bytes, *names: str) -> None:
    package = Package(content)
    for name in names:
        package.read(name)


def refused(content: bytes, *names: str) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read_all(content, *names)
    assert told.value.cause in CAUSES
    assert told.value.next_step.endswith(".")
    return told.value


def central(entries: list[tuple[bytes, int, int, int, int]], directory: int) -> bytes:
    """Return the list of entries (name, checksum, packed and unpacked size, start), and the end of a ZIP file."""
    listed = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0, start)
        + name
        for name, crc, packed, size, start in entries
    )
    return listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(listed), directory, 0)


def local(name: bytes, crc: int, packed: int, size: int) -> bytes:
    return struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, packed, size, len(name), 0) + name


def test_an_entry_is_found_whatever_the_case_and_the_slashes_of_its_name():
    package = Package(zipped({"Word\\Document.xml": "<a/>"}))

    assert package.read("/word/document.xml") == b"<a/>"
    assert "WORD/document.XML" in package
    assert package.read("other") == b""
    assert package.xml("other") is None


def test_names_that_climb_out_of_a_folder_are_names_like_any_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    package = Package(zipped({"../../evil": "x", "/etc/passwd": "y"}))

    assert package.read("../../evil") == b"x"
    assert package.read("etc/passwd") == b"y"
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped({"a.xml": b" " * (300 * MEGABYTE // 8)})
    tracemalloc.start()
    try:
        assert refused(bomb, "a.xml").cause == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_an_entry_that_is_larger_than_it_says_is_damaged():
    words = b"<a>" + b"x" * 5 * MEGABYTE + b"</a>"
    packed = zlib.compress(words, wbits=-15)
    head = local(b"a.xml", zlib.crc32(words), len(packed), 100)
    content = head + packed
    content += central([(b"a.xml", zlib.crc32(words), len(packed), 100, 0)], len(content))

    assert refused(content, "a.xml").cause == "damaged"


def test_entries_that_share_their_bytes_are_refused():
    """As in the bombs of 2019, which unpack 10 MB to 281 TB without any archive inside another."""
    kernel = zlib.compress(b"a" * MEGABYTE, wbits=-15)
    crc = zlib.crc32(b"a" * MEGABYTE)
    content = local(b"a", crc, len(kernel), MEGABYTE) + kernel
    content += central([(b"a", crc, len(kernel), MEGABYTE, 0)] * 1000, len(content))

    assert "overlap" in refused(content).reason


def test_what_is_packed_inside_an_entry_stays_packed():
    inner = zipped({"b.zip": zipped({"word/document.xml": "<a/>"})})

    assert "word/document.xml" not in Package(zipped({"a.zip": inner}))


def test_more_entries_than_any_document_has_are_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for place in range(MOST_ENTRIES + 1):
            file.writestr(str(place), "")

    assert refused(held.getvalue()).cause == "too_large"


def test_a_list_of_entries_that_lies_about_their_number_is_counted():
    content = local(b"a", 0, 0, 0)
    whole = bytearray(content + central([(b"a" * 20, 0, 0, 0, 0)] * 60_000, len(content)))
    whole[-14:-10] = struct.pack("<2H", 1, 1)

    assert refused(bytes(whole)).cause == "too_large"


def test_zip64_is_refused():
    whole = zipped({"a": "b"})
    end = whole.rindex(b"PK\5\6")
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)

    assert refused(whole[:end] + locator + whole[end:]).cause == "too_large"


def test_an_encrypted_entry_is_told():
    whole = bytearray(zipped({"a.xml": "<a/>"}))
    whole[6] |= 1
    whole[whole.index(b"PK\1\2") + 8] |= 1

    assert refused(bytes(whole)).cause == "encrypted"


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\3\4" + b"\0" * 100, b"PK\5\6" + b"\xff" * 18, b"no ZIP file"])
def test_what_is_no_zip_file_is_damaged(content):
    assert refused(content).cause in {"damaged", "too_large"}


def test_the_sum_of_what_is_unpacked_is_bounded():
    content = zipped({"a": random.Random(7).randbytes(LARGEST_ENTRY // 10)})  # noqa: S311 - what does not pack

    with pytest.raises(Unreadable) as told:
        read_all(content, *["a"] * 41)
    assert told.value.cause == "too_large"


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1/"> %b;]><a/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_declared(xml, encoding):
    with pytest.raises(Unreadable) as told:
        tree_of(xml.encode(encoding), "a.xml")

    assert told.value.cause == "too_large"


def test_a_document_type_elsewhere_is_not_fetched():
    assert tree_of(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>b</a>', "a.xml").text == "b"


@pytest.mark.parametrize("xml", [b"<a>" * 5000 + b"</a>" * 5000, b"<a", b"\xff\xfe", b"<a>&nbsp;</a>"])
def test_what_is_no_xml_or_nested_too_deep_is_damaged(xml):
    with pytest.raises(Unreadable) as told:
        tree_of(xml, "a.xml")

    assert told.value.cause == "damaged"
