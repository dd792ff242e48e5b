"""Run every measurement and write docs/reference/measurements.md, the figures of others beside ours.

python bench/measure.py --data ../shared/data
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from checker_section import checker_section

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "measurements.md"


def main() -> None:
    """Run the measurements one after the other, so that none slows another down."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--vectors", type=Path, default=ROOT / "build" / "bench-vectors.npz")
    given = arguments.parse_args()
    given.vectors.parent.mkdir(parents=True, exist_ok=True)
    data, kept = ["--data", str(given.data)], ["--vectors", str(given.vectors)]
    sections = [
        _retrieval(_run("retrieval.py", *data, *kept)),
        _answerability(_run("answerability.py", *data, *kept, "--quick")),
        _anchoring(_run("anchoring.py", *data)),
        checker_section(TypeAdapter(dict).validate_json(_run_text("checker.py", *data, *kept))),
        *_printed(data),
        _speed(_run("speed.py")),
        _kills(_run_text("kills.py")),
    ]
    lines = ["# Measurements", "", *_head(), *(line for section in sections for line in ("", *section))]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf8")
    print(f"Written: {PAGE}")


PRINTED = (
    ("Reading: PDF", "extraction_pdf.py", True),
    ("Reading: web pages", "extraction_html.py", True),
    ("Reading: what a web page costs", "reading_cpu.py", True),
    ("Reading: Word, OpenDocument, EPUB, Markdown, text", "extraction_office.py", True),
    ("References in eight styles against the reference processor", "references.py", False),
    ("Recorded answers of arXiv against a second reader", "arxiv_answers.py", True),
    ("Records of one work: DBLP-ACM", "merging.py", False),
    ("BibTeX and RIS, read and written again", "torture.py", False),
)
"""Measurements whose page is what they print: title, script, and whether it takes `--data`."""


def _printed(data: list[str]) -> Iterator[list[str]]:
    for title, script, named in PRINTED:
        told = _run_text(script, *(data if named else data[1:]))
        yield [f"## {title}", "", f"`bench/{script}`", "", "```text", *told.rstrip().splitlines(), "```"]


def _run(script: str, *words: str) -> dict:
    return TypeAdapter(dict).validate_json(_run_text(script, *words, "--json"))


def _run_text(script: str, *words: str) -> str:
    print(f"{script} {' '.join(words)}", flush=True)
    command = [sys.executable, str(ROOT / "bench" / script), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


def _head() -> Iterator[str]:
    yield f"Taken on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()}, {os.cpu_count()} cores,"
    yield "by `make bench`, which writes this page. The data are public test sets; where a figure of others is given,"
    yield "it was measured or published on the same data."


def _retrieval(told: dict) -> Iterator[str]:
    figures = told["figures"]
    yield "## Retrieval: SciFact, development claims"
    yield ""
    yield f"{told['queries']} claims over 5,183 abstracts (BEIR's relevance judgements). The weights were chosen on the"
    yield "training claims."
    yield ""
    yield "| | nDCG@10 | Recall@100 |"
    yield "|---|---|---|"
    for name, label in (("words", "words (BM25)"), ("vector", "vectors (MiniLM, 8 bits)"), ("fused", "**fused**")):
        yield f"| {label} | {figures[name]['ndcg@10']:.3f} | {figures[name]['recall@100']:.3f} |"
    yield "| reference: BM25 with stemming | 0.679 | 0.913 |"
    yield "| reference: all-MiniLM-L6-v2, 8 bits | 0.646 | 0.928 |"
    yield "| published: all-MiniLM-L6-v2 | 0.645 | |"
    yield "| published: BM25 + MiniLM hybrid | 0.707 | |"
    yield "| published: bge-small | 0.713 | |"
    yield ""
    worst = max(figures[name]["p_fused_not_better"] for name in ("words", "vector"))
    chance = "< 0.001" if worst < 0.001 else f"= {worst:.3f}"
    yield f"Fused is better than each part alone: paired bootstrap, p {chance}."


def _answerability(told: dict) -> Iterator[str]:
    yield "## Evidence where there is an answer, none where there is none"
    yield ""
    yield f"A question gets evidence where its best sentence has a relevance of {told['gate']}. The questions of"
    yield "`bench/questions.jsonl` were written by hand and not used for fitting; for the other sets “no” is mostly,"
    yield "not always, true. Of the large sets one question in seven is asked."
    yield ""
    yield "| questions | answerable | asked | got evidence | right |"
    yield "|---|---|---|---|---|"
    for row in told["groups"]:
        answerable = "yes" if row["answerable"] else "no"
        yield f"| {row['group']} | {answerable} | {row['questions']} | {row['evidence']} | {row['right']:.1%} |"
    yield ""
    yield "| sentences, SciFact development claims with evidence | |"
    yield "|---|---|"
    for name, value in told["sentences"].items():
        yield f"| {name} | {value:.3f} |"


def _anchoring(told: dict) -> Iterator[str]:
    yield "## Anchoring: quotes in noised copies"
    yield ""
    yield f"{told['cases']:,} cases, {told['sound_cases']:,} of them sound (typographic noise only: to be found),"
    yield "the rest changed in content (to be refused)."
    yield ""
    yield f"- sound quotes found: **{told['sound_found']:.2%}** (aim: 95 %)"
    yield f"- wrong anchors: **{told['wrong_anchors']}** (aim: 0)"
    yield ""
    yield "| noise | on | sound | cases | found | wrong |"
    yield "|---|---|---|---|---|---|"
    for row in told["rows"]:
        sound = "yes" if row["sound"] else "no"
        yield f"| {row['kind']} | {row['noised']} | {sound} | {row['cases']} | {row['found']} | {row['wrong']} |"


def _speed(told: dict) -> Iterator[str]:
    yield "## Speed and memory"
    yield ""
    yield "Over the demonstration library, in seconds where nothing else is said."
    yield ""
    yield "| | |"
    yield "|---|---|"
    for name, figure in told.items():
        yield f"| {name} | {figure:.2f} |"


def _kills(told: str) -> Iterator[str]:
    yield "## Killed and asked again"
    yield ""
    yield "The command line is killed by signal 9 at every stage and at random moments, then given again; the report"
    yield "must equal that of a run nobody touched, without times and generated ids, and no event may be told twice."
    yield ""
    yield "```"
    yield told.rstrip()
    yield "```"


if __name__ == "__main__":
    main()
