"""A child process that does what its file says: it crashes, hangs, grows, lies. Pools start it by its name."""

import ctypes
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from research_assistant.adapters.extract import child
from research_assistant.adapters.extract.child import ENTRY, KIND
from research_assistant.adapters.extract.extracted import Extracted, Unreadable
from research_assistant.domain.document import Box, Page, Section
from research_assistant.domain.work import Work

Parts = tuple[bytes, ...]


def main(conditions: str) -> None:
    child._answers = answers
    child.main(conditions)


def answers(content: bytes, _header: Mapping[str, str]) -> Iterator[Parts]:
    yield (KIND + b"text/plain",)
    wish = content.decode()
    if wish in LIES:
        yield LIES[wish]
    else:
        yield entry(str(getattr(sys.modules[__name__], wish)()))


def entry(text: str, **told) -> Parts:
    work = Work(title=told.pop("title", "A title"))
    return child._parts(Extracted(work=work, text=text, **told), "")


def raw(line: str) -> Parts:
    return ENTRY + line.encode(), b"", b"\0"


def changed(parts: Parts, old: str, new: str) -> Parts:
    return parts[0].replace(old.encode(), new.encode()), *parts[1:]


def section(start: int, end: int) -> Section:
    return Section(heading="x", start=start, end=end)


def page(number: int, start: int, end: int) -> Page:
    return Page(number=number, label=str(number), start=start, end=end, width=1, height=1)


def box(start: int, end: int, page: int) -> Box:
    return Box(start=start, end=end, page=page, left=0, top=0, right=1, bottom=1)


LIES = {
    "garbage": (b"\xff\xfe\x00garbage",),
    "no_json": raw("{"),
    "no_entry": raw('{"text": 1}'),
    "nothing": (b"",),
    "deep_json": raw("[" * 100_000),
    "not_clean": entry("a\0b"),
    "not_composed": entry("e\u0301"),
    "no_title": entry("text", title=" "),
    "title_with_nul": changed(entry("text"), "A title", "A\\u0000title"),
    "negative_section": entry("text", sections=(section(-1, 2),)),
    "section_outside": entry("text", sections=(section(0, 5),)),
    "sections_out_of_order": entry("text", sections=(section(2, 3), section(0, 1))),
    "pages_overlap": entry("text", pages=(page(1, 0, 3), page(2, 2, 4))),
    "pages_out_of_order": entry("text", pages=(page(2, 0, 3), page(1, 3, 4))),
    "endless_page": changed(entry("text", pages=(page(1, 0, 4),)), '"width": 1', '"width": Infinity'),
    "box_outside": entry("text", pages=(page(1, 0, 4),), boxes=(box(2, 9, 1),)),
    "box_on_no_page": entry("text", boxes=(box(0, 1, 1),)),
    "boxes_are_none": (*entry("text")[:1], b"not packed", b"\0"),
    "boxes_end_early": (*entry("text")[:1], b"x\x9c\x03\x00", b"\0"),
    "unknown_cause": (b'u{"cause": "whim", "reason": "x", "next_step": ""}',),
}


def fine() -> str:
    return f"It helps. {os.getpid()}"


def segfault() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(0)


def loop() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(1000)


def grow() -> int:
    return len(b"x" * 10**11)


def grow_in_c() -> str:
    # As a library would that does not ask whether it got what it wanted.
    address = ctypes.CDLL(None).mmap
    address.restype = ctypes.c_void_p
    address.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    return str(address(None, 10**11, 3, 0x22, -1, 0) == ctypes.c_void_p(-1).value)


def stumble() -> None:
    raise ZeroDivisionError


def too_long() -> str:
    return "x" * 10_000_001


def huge_frame() -> None:
    os.write(3, struct.pack(">I", 2**32 - 1) + b"x" * 10_000)
    time.sleep(1000)


def flood() -> None:
    sys.stdout.write("x" * 10_000_000)
    sys.stdout.flush()
    os.write(2, b"x" * 10_000_000)


def connect() -> str:
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=5)
    except OSError as error:
        return type(error).__name__
    return "connected"


def surroundings() -> str:
    # The descriptor that looks through the folder is gone when it is asked for.
    links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]  # noqa: PTH208
    files = [str(Path(link).readlink()) for link in links if os.path.lexists(link)]
    outside = [name for name in files if name.startswith("/") and name != "/dev/null"]
    return f"{sorted(set(os.environ) - {'LC_CTYPE'})} {sorted(Path.cwd().iterdir())} {outside}"


def refuse() -> None:
    raise Unreadable("encrypted", "is encrypted", next_step="Give the password.")
