"""`research doctor`: each part with its state, and its fix where it has none."""

import json
from typing import Annotated

import typer

from research_assistant.cli.console import DONE, FAILED, run


def doctor(
    workers: Annotated[int, typer.Option(help="Processes that shall serve: do connections suffice?", min=1)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
) -> None:
    """Check settings, folders, database, library, model, references, cache, net, sources, readers and connections."""
    from research_assistant.cli.checks import examine
    from research_assistant.config import read_settings

    async def work() -> int:
        checks = await examine(read_settings(), workers=workers)
        if as_json:
            rows = [{"check": check.name, "ok": check.ok, "found": check.found, "fix": check.fix} for check in checks]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            for check in checks:
                typer.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.found}")
                if not check.ok:
                    typer.echo(f"      {check.fix}")
        return DONE if all(check.ok for check in checks) else FAILED

    raise SystemExit(run(work))
