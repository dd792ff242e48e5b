"""`research cache`: what is kept of the world so that it is not asked twice."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from research_assistant.cli.console import errors, run
from research_assistant.domain.cached import Level, Shelved

app = typer.Typer(help="What is kept of the world so that it is not asked twice.", no_args_is_help=True)

_DAY = 86_400
_MEGABYTE = 1024**2


@app.command("stats")
def stats(as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False) -> None:
    """Show what each level of the cache holds, and how much of what was looked for was at hand."""
    from research_assistant.bootstrap import open_cache
    from research_assistant.config import read_settings

    async def work() -> None:
        settings = read_settings()
        levels = await open_cache(settings).stats()
        if as_json:
            told = {
                "folder": str(settings.cache),
                "enabled": settings.enable_cache,
                "levels": [_row(each) for each in levels],
            }
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
            return
        typer.echo(f"{settings.cache}{'' if settings.enable_cache else ' (off: ENABLE_CACHE=false)'}")
        for line in _table(levels):
            typer.echo(line)

    run(work)


@app.command("clear")
def clear(
    level: Annotated[Level | None, typer.Option(help="One level alone.", show_default=False)] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> None:
    """Forget what is kept; it is asked anew when it is wanted. Reports and the library stay as they are.

    Example: research cache clear --level search
    """
    from research_assistant.bootstrap import open_cache
    from research_assistant.config import read_settings

    async def work() -> int:
        return await open_cache(settings).clear(level)

    settings = read_settings()
    what = "everything" if level is None else f"the level {level.value}"
    if not yes:
        typer.confirm(f"Forget {what} in {settings.cache}?", abort=True, err=True)
    errors().print(f"{run(work):,} entries forgotten.", markup=False)


def _row(shelved: Shelved) -> dict[str, str | int | float | None]:
    return {
        "level": shelved.level.value,
        "entries": shelved.entries,
        "size_bytes": shelved.size,
        "most_bytes": shelved.most,
        "ttl_days": shelved.seconds / _DAY,
        "hits": shelved.hits,
        "misses": shelved.misses,
        "hit_rate": shelved.hit_rate,
    }


def _table(levels: Sequence[Shelved]) -> list[str]:
    head = (
        f"{'level':<10}  {'entries':>9}  {'size':>10}  {'at most':>10}  {'days':>6}  {'hits':>9}  {'misses':>9}  rate"
    )
    return [head, *(_line(each) for each in levels)]


def _line(shelved: Shelved) -> str:
    size, most = (f"{number / _MEGABYTE:,.1f} MB" for number in (shelved.size, shelved.most))
    rate = "-" if shelved.hit_rate is None else f"{shelved.hit_rate:.0%}"
    return (
        f"{shelved.level.value:<10}  {shelved.entries:>9,}  {size:>10}  {most:>10}  {shelved.seconds / _DAY:>6g}  "
        f"{shelved.hits:>9,}  {shelved.misses:>9,}  {rate:>4}"
    )
