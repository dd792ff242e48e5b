"""`research read`: what a file says, without a database."""

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run

if TYPE_CHECKING:
    from research_assistant.domain.library import Reading
    from research_assistant.ports.extractor import Extractor


def read(
    files: Annotated[
        list[str],
        typer.Argument(help="Files, or folders of them; - reads standard input.", show_default=False),
    ],
    text: Annotated[bool, typer.Option("--text", help="The plain text alone.")] = False,
    boxes: Annotated[bool, typer.Option("--boxes", help="Add where on its page each stretch of text is seen.")] = False,
) -> None:
    """Read files and print each document as JSON: its text, and what it tells of the work.

    One file that is one work gives one object; else there is one object a line. A file that cannot be read gives an
    object with file, cause, reason and next_step. Nothing is stored.

    Example: research read kim2014.pdf --text

    Example: research read papers/ > papers.jsonl
    """

    async def work() -> int:
        shown = good = bad = 0
        kept: list[dict[str, object]] = []
        async for row in _rows(files, boxes=boxes):
            shown += 1
            if "cause" in row:
                bad += 1
                where = f"{row['file']}, " if row["cause"] == "entry" else ""
                errors().print(f"{where}{row['reason']} {row['next_step']}", markup=False)
            else:
                good += 1
            if text:
                if "text" in row:
                    typer.echo(row["text"])
            elif shown == 1:
                kept.append(row)
            else:
                for line in (*kept, row):
                    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                kept.clear()
        for row in kept:
            typer.echo(json.dumps(row, ensure_ascii=False, indent=2))
        if not bad:
            return DONE
        return PARTIAL if good else USAGE

    raise SystemExit(run(work))


async def _rows(names: list[str], *, boxes: bool) -> AsyncIterator[dict[str, object]]:
    from research_assistant.adapters.extract.folders import files_in
    from research_assistant.bootstrap import extractors
    from research_assistant.config import read_settings
    from research_assistant.domain.errors import UnreadableFile
    from research_assistant.kit.text import shown_name

    async with extractors(read_settings()) as extractor:
        for name in names:
            found = files_in(() if name == "-" else [Path(name)])
            for sentence in found.told():
                errors().print(sentence, markup=False)
            paths = (None,) if name == "-" else found.files
            for path in paths:
                try:
                    async for row in _entries(extractor, path, boxes=boxes):
                        yield row
                except UnreadableFile as error:
                    yield {
                        "file": name if path is None else shown_name(str(path)),
                        "cause": error.cause,
                        "reason": str(error),
                        "next_step": error.next_step,
                    }


async def _entries(extractor: "Extractor", path: Path | None, *, boxes: bool) -> AsyncIterator[dict[str, object]]:
    from research_assistant.kit.text import shown_name
    from research_assistant.ports.extractor import Refusal

    content = sys.stdin.buffer.read() if path is None else await extractor.content(path)
    file = "-" if path is None else shown_name(str(path))
    async for entry in extractor.read(content, name="" if path is None else path.name):
        if isinstance(entry, Refusal):
            yield {
                "file": file,
                "cause": "entry",
                "reason": f"{entry.place}: {entry.reason}.",
                "next_step": "Correct this entry.",
            }
        else:
            yield {"file": file, **_row(entry, boxes=boxes)}


def _row(reading: "Reading", *, boxes: bool) -> dict[str, object]:
    from research_assistant.domain.csl import item_of_work
    from research_assistant.domain.keys import citation_key

    document = reading.document
    row: dict[str, object] = {
        "title": reading.work.title,
        "work": item_of_work(reading.work, key=citation_key(reading.work)),
        "language": document.language,
        "licence": document.licence,
        "extent": document.extent.value,
        "extractor": document.extractor,
        "media_type": reading.snapshot.media_type,
        "sha256": reading.snapshot.sha256,
        "limits": list(reading.limits),
        "sections": [asdict(section) for section in document.sections],
        "pages": [asdict(page) for page in document.pages],
        "text": document.text,
    }
    return row | {"boxes": [asdict(box) for box in reading.boxes]} if boxes else row
