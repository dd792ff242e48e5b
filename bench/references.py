"""Measure references: `python bench/references.py [--data ../shared/data] [--styles apa,ieee] [--works] [--json]`.

Real Crossref items, each rendered alone in eight styles, are compared with what the reference implementation of CSL
made of them (citeproc-js 2.4.63). Not compared are white space, the kind of dash, the numbers of the list, and whether
signs are raised or lowered. With `--works` each item becomes a work first, as in a report. Every difference is put
down to a cause where a machine can tell it.
"""

import argparse
import asyncio
import html
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from markdown_it import MarkdownIt

import research_assistant
from reference_causes import cause, comparable
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.adapters.cite.styles import STYLES
from research_assistant.domain.csl import work_of_item
from research_assistant.domain.reference import CslItem, csl_item

STYLE_FOLDER = Path(research_assistant.__file__).parent / "assets" / "csl"
DATA = Path("citation_styles") / "oracle"
LEAST = {"modern-language-association": 0.92, "chicago-author-date": 0.92}
LEAST_ELSEWHERE = 0.95

Texts = Mapping[str, str]


def main() -> int:
    """Render all items in all styles, print the figures, and fail where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--styles", default="", help="names of CSL files, separated by commas; all where empty")
    parser.add_argument("--works", action="store_true", help="make works of the items and items of the works")
    parser.add_argument("--json", action="store_true", help="figures as JSON, with every difference")
    options = parser.parse_args()
    items: list[CslItem] = json.loads((options.data / DATA / "csl_items.json").read_bytes())
    if options.works:
        items = [csl_item(work_of_item(item), key=item["id"]) for item in items]
    expected = json.loads((options.data / DATA / "expected_citeproc_js_2.4.63.json").read_bytes())
    chosen = options.styles.split(",") if options.styles else list(expected)
    rows = [_row(style, items, expected[style], asyncio.run(rendered_alone(items, style))) for style in chosen]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print(rows)
    return 0 if all(row["met"] for row in rows) else 1


async def rendered_alone(items: Sequence[CslItem], style: str) -> list[tuple[str, str]]:
    """Return the in-text citation and the entry of every item, as text, as if no other item were there."""
    name = next(name for name, file in STYLES.items() if file == f"{style}.csl")
    citer = PandocCiter(STYLE_FOLDER)
    free = asyncio.Semaphore(os.cpu_count() or 1)

    async def alone(item: CslItem) -> tuple[str, str]:
        async with free:
            made = await citer.render([item], style=name)
        return _text(made.in_text[item["id"]]), _text(made.bibliography[item["id"]])

    return await asyncio.gather(*map(alone, items))


def _text(markdown: str) -> str:
    tokens = MarkdownIt("commonmark").parseInline(markdown)[0].children or []
    return "".join(token.content for token in tokens)


def _row(
    style: str, items: Sequence[CslItem], expected: Mapping[str, Texts], made: Sequence[tuple[str, str]]
) -> dict[str, object]:
    differences = []
    for item, (in_text, entry) in zip(items, made, strict=True):
        wanted = expected[item["id"]]
        pairs = ((wanted["citation"], in_text), (wanted["bibliography"], entry))
        unequal = [(theirs, ours) for theirs, ours in pairs if comparable(theirs) != comparable(ours)]
        if unequal:
            theirs, ours = unequal[-1]
            told = {
                "id": item["id"],
                "cause": cause(theirs, ours, item.get("title", "")),
                "reference": html.unescape(theirs),
                "ours": ours,
            }
            differences.append(told)
    share = 1 - len(differences) / len(items)
    return {
        "style": style,
        "items": len(items),
        "equal": len(items) - len(differences),
        "share": round(share, 4),
        "met": share >= LEAST.get(style, LEAST_ELSEWHERE),
        "causes": dict(Counter(str(found["cause"]) for found in differences).most_common()),
        "differences": differences,
    }


def _print(rows: Sequence[Mapping[str, object]]) -> None:
    print("| style | equal | share | target | differences by cause |\n|---|---|---|---|---|")
    for row in rows:
        causes = row["causes"]
        assert isinstance(causes, dict)
        told = ", ".join(f"{name} {count}" for name, count in causes.items()) or "none"
        least = LEAST.get(str(row["style"]), LEAST_ELSEWHERE)
        share = float(re.sub(r"[^\d.]", "", str(row["share"])))
        print(f"| {row['style']} | {row['equal']}/{row['items']} | {share:.1%} | {least:.0%} | {told} |")


if __name__ == "__main__":
    sys.exit(main())
