"""Measure the reader of PDFs: every file read or refused, likeness to reviewed text, time a page.

python bench/extraction_pdf.py --data ../shared/data

Gold is Markdown that people reviewed. On its side the markup is taken off: comments that stand for pictures and
formulas, rules between rows of tables, bars between cells, signs of headings, lists and emphasis, escapes, entities. A
cell that spans several columns or rows is written there once for each, and counts once. All words stay.
Both sides are then cut into words, which are runs of letters and figures after NFKC; case counts. A raised or lowered
figure is a word of its own, since gold writes `area 2` for `area²`.

in order   1 - edits / words of both sides, an edit being a word too many or too few: what is told in another place
           counts as one of each.
any order  harmonic mean of precision and recall of the words, each counted as often as it stands there.
signs      as `in order`, on letters and figures without white space: what is told with words parted elsewhere.

The same figures are given for the text that pdfium and pypdf give by themselves. Time is processor time of this
process, opening the file included.
"""

import argparse
import html
import json
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdf
import pypdfium2
from rapidfuzz.distance import Indel

from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.pdf.reading import read_pdf

LEAST = 0.95
WHY_LESS = {
    "2305.03393v1-pg9.pdf": "cells of its table have two lines: gold has them cell by cell, we line by line",
    "right_to_left_02.pdf": "its fonts map letters wrongly; gold leaves out the labels of a drawing, which are text",
}
"""Why a file is below, where that was looked into."""

LONGEST = 30.0
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"^\|[\s:|-]*\|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_WORD = re.compile(r"[^\W_]+")
_OFF_LINE = re.compile(r"(?<=\w)([⁰¹²³⁴-⁹₀-₉]+)")


@dataclass(frozen=True, slots=True)
class Told:
    """What one file gave."""

    name: str
    outcome: str
    pages: int
    seconds: float
    likeness: dict[str, tuple[float, float, float]]


def main() -> None:
    """Read every file and print what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    root = given.data / "pdf"
    gold = {path.stem: path for path in root.glob("docling/tests/data/pdf/groundtruth/*.md")}
    told = [_told(path, gold.get(path.stem)) for path in sorted(root.rglob("*.pdf"))]
    if given.json:
        print(json.dumps([asdict(each) for each in told]))
    else:
        print("\n".join(_lines(told)))


def _told(path: Path, gold: Path | None) -> Told:
    content = path.read_bytes()
    started = time.process_time()
    try:
        [made] = read_pdf(content, Origin(name=path.name))
    except Unreadable as refused:
        return Told(path.name, f"{refused.cause}: {refused.reason}", 0, time.process_time() - started, {})
    assert isinstance(made, Extracted)
    seconds = time.process_time() - started
    likeness = {}
    if gold is not None:
        wanted = _without_markup(gold.read_text(encoding="utf8"))
        readers: dict[str, Callable[[], str]] = {
            "ours": lambda: made.text,
            "pdfium": lambda: _pdfium(content),
            "pypdf": lambda: _pypdf(path),
        }
        likeness = {name: _likeness(read(), wanted) for name, read in readers.items()}
    return Told(path.name, f"read; {' '.join(made.limits)}".rstrip("; "), len(made.pages), seconds, likeness)


def _likeness(text: str, wanted: str) -> tuple[float, float, float]:
    ours, theirs = _words(text), _words(wanted)
    both = sum((Counter(ours) & Counter(theirs)).values())
    return (
        Indel.normalized_similarity(ours, theirs),
        2 * both / max(1, len(ours) + len(theirs)),
        Indel.normalized_similarity("".join(ours), "".join(theirs)),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", _OFF_LINE.sub(r" \1 ", text)))


def _without_markup(text: str) -> str:
    text = _LINK.sub(lambda link: link[1] if link[2] in link[1] else f"{link[1]} {link[2]}", _COMMENT.sub(" ", text))
    text = _RULE.sub("", text)
    lines: list[str] = []
    before: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")] if line.startswith("|") else []
        if cells:
            lines.append(" ".join(_spanned(cells, before)))
        else:
            lines.append(re.sub(r"^\s*(?:#+ |[-*] (?:\[[ x]\] )?)", "", line).replace("```", ""))
        before = cells
    return html.unescape(re.sub(r"\\([_*#|])", r"\1", "\n".join(lines)))


def _spanned(cells: list[str], before: list[str]) -> Iterator[str]:
    """Yield the cells of a row; one with words that repeats its neighbour or the one above is the same cell."""
    for place, cell in enumerate(cells):
        has_words = re.search(r"[^\W\d]{2}", cell) is not None
        beside = place > 0 and cells[place - 1] == cell
        above = len(before) == len(cells) and before[place] == cell
        if not (has_words and (beside or above)):
            yield cell


def _pdfium(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _pypdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _lines(told: list[Told]) -> Iterator[str]:
    yield f"{'file':42} {'pages':>5} {'ms/page':>8}   outcome"
    for each in told:
        rate = (
            f"{1000 * each.seconds / each.pages:8.1f}" if each.pages else f"{1000 * each.seconds:7.0f}s"[:-1].rjust(8)
        )
        yield f"{each.name[:42]:42} {each.pages:5} {rate}   {each.outcome}"
    pages = sum(each.pages for each in told)
    seconds = sum(each.seconds for each in told if each.pages)
    yield ""
    yield f"{'likeness to gold':34} {'in order':^22} {'any order':^22} {'signs':^22}"
    yield f"{'':34} " + " ".join(f"{name:>6} " for _ in range(3) for name in ("ours", "pdfium", "pypdf"))
    for each in told:
        if each.likeness:
            figures = " ".join(f"{each.likeness[name][kind]:6.3f} " for kind in range(3) for name in each.likeness)
            why = "" if each.likeness["ours"][0] >= LEAST else f"  {WHY_LESS.get(each.name, 'below')}"
            yield f"{each.name[:34]:34} {figures}{why}"
    yield ""
    yield f"{len(told)} files, {sum(not each.pages for each in told)} refused, {pages} pages"
    longest = max(each.seconds for each in told)
    yield f"{1000 * seconds / max(1, pages):.1f} ms of processor time a page; longest file {longest:.1f} s"
    assert longest < LONGEST


if __name__ == "__main__":
    main()
