"""`research check`: whether evidence carries claims, by their texts alone."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run

if TYPE_CHECKING:
    from research_assistant.domain.claim import Judgement, Pair

SHOWN_CLAIM = 60


def check(
    file: Annotated[str, typer.Argument(help="JSON Lines; - reads them from standard input.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line of input.")] = False,
) -> None:
    """Judge whether evidence carries claims: supported, refuted or not_enough_info.

    Each line of FILE is an object such as {"claim": "Zinc shortens colds.", "evidence": "Zinc lozenges shortened
    colds."}; evidence is a text or a list of texts, whole abstracts too. Lines that cannot be read are named, the rest
    is judged. What verdicts and probabilities mean is told in docs/explanation/verdicts.md. Nothing is stored.

    Example: research check claims.jsonl

    Example: research check - --json < claims.jsonl > verdicts.jsonl
    """
    from research_assistant.bootstrap import open_checker
    from research_assistant.cli.pairs import read_pairs
    from research_assistant.config import read_settings

    async def work() -> int:
        checker = open_checker(read_settings())
        read = read_pairs(file)
        for problem in read.refused:
            errors().print(problem, markup=False)
        judgements = await checker.judge_pairs(list(read.pairs.values()))
        rows = list(zip(read.pairs, read.pairs.values(), judgements, strict=True))
        if as_json:
            for line, pair, judgement in rows:
                sys.stdout.write(json.dumps(_told(line, pair, judgement), ensure_ascii=False) + "\n")
        elif rows:
            _table(rows)
        if not read.refused:
            return DONE
        return PARTIAL if rows else USAGE

    raise typer.Exit(run(work))


def _told(line: int, pair: "Pair", judgement: "Judgement") -> dict[str, object]:
    chances = judgement.probabilities
    return {
        "line": line,
        "claim": pair.claim,
        "verdict": judgement.verdict.value,
        "probabilities": None if chances is None else {verdict.value: each for verdict, each in chances.items()},
        "reasons": list(judgement.reasons),
        "checker": judgement.checker,
    }


def _table(rows: "list[tuple[int, Pair, Judgement]]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from research_assistant.domain.claim import Verdict

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("line", justify="right")
    table.add_column("verdict", no_wrap=True)
    for name in ("supported", "refuted", "not enough"):
        table.add_column(name, justify="right")
    table.add_column("claim, and why", overflow="fold", min_width=30)
    for line, pair, judgement in rows:
        known = judgement.probabilities
        chances = [f"{known[each]:.2f}" for each in Verdict] if known is not None else ["", "", ""]
        claim = pair.claim if len(pair.claim) <= SHOWN_CLAIM else f"{pair.claim[: SHOWN_CLAIM - 1].rstrip()}…"
        why = judgement.reasons or ("the claim stands in its evidence word for word",)
        # Text, not markup: what a file says is never a command to the terminal.
        told = Text("\n".join((claim, *(f"- {reason}" for reason in why))))
        table.add_row(str(line), judgement.verdict.value, *chances, told)
    Console(highlight=False).print(table)
