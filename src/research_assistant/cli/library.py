"""`research library`: your own works, and the collections that are shared with you."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli import library_export, library_files, library_zotero
from research_assistant.cli.console import errors, run

if TYPE_CHECKING:
    from research_assistant.cli.items import HitRow
    from research_assistant.cli.opening import Opened

app = typer.Typer(help="Your own works, and the collections that are shared with you.", no_args_is_help=True)
app.command("add")(library_files.add)
app.command("attach")(library_files.attach)
app.command("original")(library_files.original)
app.command("export")(library_export.export)
app.command("zotero")(library_zotero.zotero)

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
Collection = Annotated[str | None, typer.Option(help="Only this collection.", show_default=False)]


@app.command("list")
def list_items(
    collection: Collection = None,
    limit: Annotated[int, typer.Option(help="Works shown at most.", min=1, max=1000)] = 20,
    offset: Annotated[int, typer.Option(help="Works left out at the top.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """List the collections and the newest works."""
    from research_assistant.cli.items import item_row
    from research_assistant.cli.opening import opened

    async def work() -> None:
        async with opened() as session:
            library = session.application.library
            collections = await library.collections(user=session.user)
            items, total = await library.list(user=session.user, collection=collection, limit=limit, offset=offset)
        if as_json:
            told = {"items": [item_row(item) for item in items], "total": total, "limit": limit, "offset": offset}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for name, visibility, number in collections:
            errors().print(f"{name or '(no collection)'}: {number:,} works, {visibility.value}", markup=False)
        for item in items:
            typer.echo(f"{item.item_id}  {item.work.year or '    '}  {item.extent.value:<9}  {item.work.title[:80]}")

    run(work)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="An id, or an identifier such as scifact:4983.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show a work with the text that is searched and quoted."""
    from research_assistant.cli.items import item_row
    from research_assistant.cli.opening import opened

    async def work() -> None:
        async with opened() as session:
            found = await session.application.library.show(name, user=session.user)
        row = {**item_row(found.item), "limits": list(found.limits), "text": found.document.text}
        if as_json:
            typer.echo(json.dumps(row, ensure_ascii=False, indent=2))
            return
        for key, value in row.items():
            if key != "text" and value not in (None, "", []):
                typer.echo(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
        typer.echo(f"\n{found.document.text}")

    run(work)


@app.command("search")
def search(
    text: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(help="Works shown at most.", min=1, max=1000)] = 10,
    collection: Collection = None,
    as_json: AsJson = False,
    batch: Annotated[
        Path | None, typer.Option(help="One query a line; one line of JSON out for each.", show_default=False)
    ] = None,
) -> None:
    """Find works by their words and by their meaning, with what each rank is made of.

    Example: research library search "statins and muscle pain" --limit 5 --json
    """
    from research_assistant.cli.opening import opened
    from research_assistant.domain.errors import InvalidInput

    async def work() -> None:
        if (text is None) == (batch is None):
            raise InvalidInput("Give either a text or --batch FILE.", next_step='research library search "…"')
        async with opened() as session:
            if batch is not None:
                for line in _lines(batch):
                    hits = await _search(session, line, collection, limit)
                    sys.stdout.write(json.dumps({"query": line, "hits": hits}, ensure_ascii=False) + "\n")
                return
            hits = await _search(session, text or "", collection, limit)
        if as_json:
            typer.echo(json.dumps(hits, ensure_ascii=False, indent=2))
            return
        for hit in hits:
            typer.echo(f"{hit['rank']:>3}  {hit['score']:.3f}  {', '.join(hit['identifiers'])}  {hit['title']}")
            typer.echo(f"     “{hit['quote']}”\n")

    run(work)


@app.command("remove")
def remove(
    names: Annotated[list[str] | None, typer.Argument(help="Ids or identifiers.", show_default=False)] = None,
    collection: Annotated[
        str | None, typer.Option(help="All of your works in this collection.", show_default=False)
    ] = None,
) -> None:
    """Remove works of yours: all that are named, or none.

    Example: research library remove --collection sepsis
    """
    from research_assistant.cli.opening import opened
    from research_assistant.domain.errors import InvalidInput

    async def work() -> None:
        if bool(names) == (collection is not None):
            raise InvalidInput("Give either works or --collection NAME.", next_step="See: research library list")
        async with opened() as session:
            library = session.application.library
            if collection is not None:
                removed = await library.remove_collection(collection, user=session.user)
            else:
                removed = await library.remove(names or [], user=session.user)
        errors().print(f"{removed:,} removed.")

    run(work)


def _lines(path: Path) -> list[str]:
    from research_assistant.domain.errors import UnreadableFile

    try:
        return [line for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{str(path)!r} cannot be read: {error}.", next_step="Give UTF-8 text.") from error


async def _search(session: "Opened", text: str, collection: str | None, limit: int) -> list["HitRow"]:
    from research_assistant.cli.items import hit_row
    from research_assistant.domain.query import Scope

    library = session.application.library
    scope = Scope(collection=collection)
    hits = await library.search(text, user=session.user, scope=scope, limit=limit)
    documents = await library.texts(hits)
    return [hit_row(hit, documents, text) for hit in hits]
