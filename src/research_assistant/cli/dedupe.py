"""`research dedupe`: which records of some files tell of one work, and why."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run

if TYPE_CHECKING:
    from research_assistant.domain.library import Reading
    from research_assistant.domain.matching import Cluster

_ENOUGH = 80
"""Code points of a value that are shown."""


class JoinRow(TypedDict):
    """Two records and why they are one work."""

    first: str
    second: str
    reason: str


class ClusterRow(TypedDict):
    """Records of one work: what they say together, which record each field is from, and who says otherwise."""

    title: str
    authors: list[str]
    year: int | None
    identifiers: list[str]
    records: list[str]
    joins: list[JoinRow]
    origins: dict[str, str]
    conflicts: dict[str, dict[str, str]]


def dedupe(
    files: Annotated[list[Path], typer.Argument(help="Files of records, or folders of them.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
) -> None:
    """Show which records tell of one work, and the reason for each join; nothing is changed.

    Records are one work by DOI, arXiv id or PMID, or by title, authors and year.

    Example: research dedupe pubmed.csv scopus.csv
    """
    from research_assistant.domain.matching import clusters

    async def work() -> int:
        readings, refused = await _read(files)
        found = clusters([reading.work for reading in readings])
        rows = [_row(cluster, readings) for cluster in found if len(cluster.members) > 1]
        if as_json:
            told = {"records": len(readings), "works": len(found), "clusters": rows, "refused": refused}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for row in rows:
                _show(row)
        for reason in refused:
            errors().print(f"Not read: {reason}", markup=False)
        errors().print(f"{len(readings):,} records, {len(found):,} works.")
        if not refused:
            return DONE
        return PARTIAL if readings else USAGE

    raise SystemExit(run(work))


async def _read(files: list[Path]) -> tuple[list["Reading"], list[str]]:
    """Return the records of the files, and what of them could not be read."""
    from research_assistant.adapters.extract.folders import files_in
    from research_assistant.bootstrap import extractors
    from research_assistant.config import read_settings
    from research_assistant.domain.errors import UnreadableFile
    from research_assistant.ports.extractor import Refusal

    readings: list[Reading] = []
    refused: list[str] = []
    async with extractors(read_settings()) as extractor:
        for path in files_in(files).files:
            try:
                content = await extractor.content(path)
                async for entry in extractor.read(content, name=path.name):
                    if isinstance(entry, Refusal):
                        refused.append(f"{path}, {entry.place}: {entry.reason}.")
                    else:
                        readings.append(entry)
            except UnreadableFile as error:
                refused.append(f"{error} {error.next_step}")
    return readings, refused


def _row(cluster: "Cluster", readings: list["Reading"]) -> ClusterRow:
    from research_assistant.domain.merging import disagrees, merged, told

    places = [readings[member].snapshot.url.removeprefix("file:") for member in cluster.members]
    place = dict(zip(cluster.members, places, strict=True))
    works = [readings[member].work for member in cluster.members]
    origins = merged(works).origins
    conflicts = {
        field: {
            name: told(work, field)
            for name, work in zip(places, works, strict=True)
            if work is works[taken] or disagrees(works[taken], work, field)
        }
        for field, taken in origins.items()
        if not field.startswith("extra.")
    }
    return {
        "title": cluster.work.title,
        "authors": [str(author) for author in cluster.work.authors],
        "year": cluster.work.year,
        "identifiers": [str(identifier) for identifier in cluster.work.identifiers],
        "records": places,
        "joins": [
            {"first": place[join.first], "second": place[join.second], "reason": join.reason} for join in cluster.joins
        ],
        "origins": {name: places[member] for name, member in origins.items()},
        "conflicts": {field: said for field, said in conflicts.items() if len(said) > 1},
    }


def _show(row: ClusterRow) -> None:
    typer.echo(f"{row['year'] or '    '}  {row['title']}")
    for join in row["joins"]:
        typer.echo(f"      {join['first']} = {join['second']}: {join['reason']}")
    for field, said in row["conflicts"].items():
        values = " | ".join(f"{value[:_ENOUGH]} ({record})" for record, value in said.items())
        typer.echo(f"      {field.rpartition('.')[2]} differs: {values}")
    typer.echo("")
