"""`research check`: whether evidence carries claims, by their texts alone."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run

if TYPE_CHECKING:
    from research_assistant.domain.claim import Judgement, Pair

LINE, VERDICT = 5, 15
"""Columns that numbers of lines and verdicts take."""

CHANCES = ("supported", "refuted", "not enough")


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
            _show(rows)
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


def _show(rows: "list[tuple[int, Pair, Judgement]]") -> None:
    """Print a line of figures for each pair, below it claim and reasons: no line is ever cut."""
    from rich.console import Console
    from rich.text import Text

    from research_assistant.domain.claim import Verdict

    console = Console(highlight=False, soft_wrap=True)
    heads = "  ".join(CHANCES)
    console.print(f"{'line':>{LINE}}  {'verdict':<{VERDICT}}  {heads}", style="bold")
    for line, pair, judgement in rows:
        known = judgement.probabilities
        chances = [f"{known[each]:.2f}" for each in Verdict] if known is not None else ["", "", ""]
        shown = "  ".join(f"{chance:>{len(name)}}" for chance, name in zip(chances, CHANCES, strict=True))
        why = judgement.reasons or ("the claim stands in its evidence word for word",)
        told = (f"{line:>{LINE}}  {judgement.verdict.value:<{VERDICT}}  {shown}".rstrip(), pair.claim)
        indent = " " * (LINE + 2)
        # Text, not markup: what a file says is never a command to the terminal.
        console.print(Text(f"\n{indent}".join((*told, *(f"- {reason}" for reason in why)))))
