"""Measure web pages: `python bench/extraction_html.py [--data ../shared/data] [--json]`.

On the 181 pages of the article extraction benchmark, the text that is read is compared with what people marked as the
article, in the way of the benchmark's own script: shingles of four words are counted, precision and recall are taken
page by page and averaged, and F1 is made of the two averages. Beside it stands what trafilatura gives when it is called
as the benchmark calls it. readability-lxml's figure is the published one.

Of 23 of the pages, every eighth by name, it was written down what a reader sees as title, authors and
day; how often the page's metadata say the same is counted too.
"""

import argparse
import gzip
import json
import logging
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import trafilatura

from research_assistant.adapters.extract.extracted import Origin, Unreadable
from research_assistant.adapters.extract.html import read_html

DATA = Path("html_extraction") / "article-extraction-benchmark"
LEAST = 0.955
PUBLISHED = {"readability-lxml (published)": 0.947}

_WORD = re.compile(r"\w+")
_SHINGLE = 4

Figures = dict[str, float]
Matched = tuple[float, float, float]
"""Shares of shingles that are in both texts, in the read one alone, and in the marked one alone."""


def main() -> int:
    """Read all pages, print the figures, and fail where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    options = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    marked: dict[str, dict[str, str]] = json.loads((options.data / DATA / "ground-truth.json").read_bytes())
    pages = {
        name: gzip.decompress((options.data / DATA / "html" / f"{name}.html.gz").read_bytes())
        for name in sorted(marked)
    }
    articles = {name: entry.get("articleBody", "") for name, entry in marked.items()}
    figures = {"read_html": measured(_ours, pages, articles), "trafilatura": measured(_plain, pages, articles)}
    figures["as readers see it"] = described(pages)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, row in figures.items():
            print(f"{name:<30}", "  ".join(f"{figure} {value:.4f}" for figure, value in row.items()))
        for name, f1 in PUBLISHED.items():
            print(f"{name:<30} F1 {f1:.3f}")
    return 0 if figures["read_html"]["F1"] >= LEAST else 1


def measured(reader: Callable[[bytes], str], pages: Mapping[str, bytes], articles: Mapping[str, str]) -> Figures:
    """Return precision, recall, F1 and the milliseconds of CPU that a page takes."""
    reader(next(iter(pages.values())))  # what is loaded once
    began = time.process_time()
    texts = {name: reader(page) for name, page in pages.items()}
    spent = time.process_time() - began
    matched = [matching(articles[name], texts[name]) for name in pages]
    precision = statistics.mean(share(both, extra, missing) for both, extra, missing in matched if both + extra)
    recall = statistics.mean(share(both, missing, extra) for both, extra, missing in matched if both + missing)
    return {
        "F1": 2 * precision * recall / (precision + recall),
        "precision": precision,
        "recall": recall,
        "ms of CPU a page": 1_000 * spent / len(pages),
    }


def described(pages: Mapping[str, bytes]) -> Figures:
    """Return which share of titles, authors and days is what a reader sees."""
    seen: dict[str, dict[str, object]] = json.loads(
        Path(__file__).with_name("extraction_html_metadata.json").read_bytes()
    )
    right: Counter[str] = Counter()
    for name, page in pages.items():
        if expected := seen.get(name[:8]):
            [entry] = read_html(page, Origin(name="page.html"))
            work = entry.work
            told = {
                "title": " ".join(work.title.split()),
                "authors": [str(author) for author in work.authors],
                "date": work.issued,
            }
            right.update(field for field, value in told.items() if value == expected[field])
    return {field: right[field] / len(seen) for field in ("title", "authors", "date")}


def matching(marked: str, read: str) -> Matched:
    """Return how the shingles of two texts match, as shares of all of them, so that long texts weigh no more."""
    ours, theirs = _shingles(read), _shingles(marked)
    both = sum((ours & theirs).values())
    extra, missing = sum((ours - theirs).values()), sum((theirs - ours).values())
    total = both + extra + missing
    return (both / total, extra / total, missing / total) if total else (0.0, 0.0, 0.0)


def share(both: float, wrong: float, other: float) -> float:
    """Return the precision of what is in both texts and `wrong`, as the benchmark defines it at its edges."""
    if wrong == other == 0:
        return 1.0
    return both / (both + wrong) if both or wrong else 0.0


def _shingles(text: str) -> Counter[Sequence[str]]:
    words = _WORD.findall(text)
    shingles = (tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(shingle for shingle in shingles if shingle)


def _ours(page: bytes) -> str:
    try:
        return "\n\n".join(entry.text for entry in read_html(page, Origin(name="page.html")))
    except Unreadable:
        return ""


def _plain(page: bytes) -> str:
    return trafilatura.extract(page.decode("utf-8"), include_comments=False) or ""


if __name__ == "__main__":
    raise SystemExit(main())
