"""How much of real texts is read from Word, OpenDocument, EPUB, Markdown and plain-text files, and what bombs cost.

Real documents are compared with what pandoc, another program, reads from them. Real Markdown is made into each kind of
file by pandoc, and what is read from the file compared with the words of the Markdown.

Run: python bench/extraction_office.py --data ../shared/data
"""

import argparse
import io
import re
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import pypandoc
from rapidfuzz.distance import Indel

from research_assistant.adapters.extract.extracted import Extracted, Origin, Reader, Unreadable

READERS = {
    ".docx": "docx:read_docx",
    ".odt": "odt:read_odt",
    ".epub": "epub:read_epub",
    ".md": "markdown:read_markdown",
    ".txt": "plain:read_text",
}
LEAST_WORDS = 30
"""Of a text that is compared: similarity says nothing of shorter ones."""


def main(data: Path) -> None:
    """Print similarity by kind of file, and seconds and megabytes by bomb."""
    print("Real documents, against what pandoc reads from them:")
    for path in sorted([*data.rglob("*.docx"), *data.rglob("*.odt")]):
        expected = pandoc(path, "plain")
        alike, seconds, entry = compared(path, expected)
        told = f"{entry.work.title!r}, {len(entry.sections)} sections"
        print(f"  {path.name}: {alike:.3f} in {seconds * 1000:.0f} ms; {told}")
    sources = [path for path in sorted(data.rglob("*.md")) if len(words(pandoc(path, "plain"))) >= LEAST_WORDS]
    print(f"Made of {len(sources)} real Markdown files:")
    for suffix in READERS:
        told = [made_and_read(path, suffix) for path in sources]
        alike = [one for one, _ in told]
        least = f"{min(alike):.4f} ({sources[alike.index(min(alike))].name})"
        good = f"{sum(one >= 0.95 for one in alike)} of {len(alike)} at 0.95 or more"
        print(f"  {suffix}: mean {mean(alike):.4f}, least {least}, {good}, {mean(ms for _, ms in told):.0f} ms a file")
    print("Bombs:")
    for name, (reader, content) in bombs().items():
        with get_context("spawn").Pool(1) as pool:
            print(f"  {name} ({len(content):,} bytes): {pool.apply(cost, (reader, content))}")


def made_and_read(path: Path, suffix: str) -> tuple[float, float]:
    """Return how like the text of a file made from the Markdown is to its words, and the milliseconds of reading."""
    if suffix == ".md":
        expected = pandoc(path, "plain")
        alike, seconds, _ = compared(path, expected)
        return alike, seconds * 1000
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"made{suffix}"
        kind = ("--to=plain", "--columns=72") if suffix == ".txt" else ()
        run(str(path), "--from=gfm", *kind, "--metadata=title:Made", "--output", str(target))
        expected = pandoc(path, "plain", "--from=gfm")
        alike, seconds, _ = compared(target, expected)
        return alike, seconds * 1000


def compared(path: Path, expected: str) -> tuple[float, float, Extracted]:
    """Return the similarity of words in order, the seconds of reading, and what was read."""
    start = time.perf_counter()
    (entry,) = reader(READERS[path.suffix])(path.read_bytes(), Origin(name=path.name))
    seconds = time.perf_counter() - start
    assert isinstance(entry, Extracted)
    return Indel.normalized_similarity(words(entry.text), words(expected)), seconds, entry


def words(text: str) -> list[str]:
    """Return the words of a text, without marks."""
    return re.findall(r"[^\W_]+", text.casefold())


def pandoc(path: Path, kind: str, *options: str) -> str:
    """Return the text that pandoc reads from a file."""
    options = options or (("--from=gfm",) if path.suffix == ".md" else ())
    return run(str(path), *options, f"--to={kind}", "--wrap=none")


def run(*arguments: str) -> str:
    """Return what pandoc writes."""
    done = subprocess.run([pypandoc.get_pandoc_path(), *arguments], capture_output=True, check=True, text=True)
    return done.stdout


def reader(name: str) -> Reader:
    """Return the reader that is told as `module:function`."""
    module, _, function = name.partition(":")
    found: Callable[[bytes, Origin], Iterator[Extracted]] = getattr(
        import_module(f"research_assistant.adapters.extract.{module}"), function
    )
    return found


def bombs() -> dict[str, tuple[str, bytes]]:
    """Return files that are small and would be large."""
    blank = b" " * (500 * 1024 * 1024)
    laughs = b"<!DOCTYPE a [<!ENTITY a0 'ha'>" + b"".join(
        b"<!ENTITY a%d '%s'>" % (place, b"&a%d;" % (place - 1) * 10) for place in range(1, 12)
    )
    nested = zipped({"word/document.xml": b"", "0.zip": zipped({"0.zip": zipped({"0.zip": blank[: 1 << 26]})})})
    deep = b"<w:document xmlns:w='w'>" + b"<w:p>" * 2_000_000
    return {
        "blank document.xml of 500 MB": ("docx:read_docx", zipped({"word/document.xml": blank})),
        "billion laughs": ("docx:read_docx", zipped({"word/document.xml": laughs + b"]><a>&a11;</a>"})),
        "archives in archives": ("docx:read_docx", nested),
        "two million open elements": ("docx:read_docx", zipped({"word/document.xml": deep})),
        "60,000 entries": ("epub:read_epub", zipped({str(place): b"" for place in range(60_000)})),
        "blank chapter of 500 MB": ("epub:read_epub", zipped({"META-INF/container.xml": blank})),
        "blank content.xml of 500 MB": ("odt:read_odt", zipped({"content.xml": blank})),
    }


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP file of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return held.getvalue()


def cost(name: str, content: bytes) -> str:
    """Return what became of the file, the seconds, and the megabytes that the process grew by."""
    read = reader(name)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    try:
        told = f"read: {len(list(read(content, Origin(name='bomb'))))}"
    except Unreadable as error:
        told = f"{error.cause}: it {error.reason}"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return f"{time.perf_counter() - start:.2f} s, {grown:+.0f} MB; {told}"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--data", type=Path, required=True)
    sys.exit(main(arguments.parse_args().data))
