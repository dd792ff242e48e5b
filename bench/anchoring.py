"""Measure how surely quotes are found: `python bench/anchoring.py [--data ../shared/data] [--cases 150] [--json]`.

Sentences of real abstracts are looked for in a copy of their document that has been through some noise, and the noised
sentence in the clean document. Where the noise is sound (type alone) the true place has to be found; where it changed
content, whatever is found is a wrong anchor. Both figures are printed for every kind of noise.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from anchoring_noise import (
    SOUND,
    SOUND_IN_DOCUMENTS,
    UNSOUND,
    UNSOUND_IN_DOCUMENTS,
    Edits,
    Noise,
    numbers_cut,
    words_cut,
)
from research_assistant.kit.text import Span, clean
from research_assistant.kit.verbatim import find

LEAST_WORDS = 6
AROUND = 200  # code points of the evidence's passage on either side of the quote, where it is looked for within one


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One quote to look for; `place` is where it truly stands, or None where it does not."""

    exact: str
    text: str
    place: Span | None
    within: Span | None


@dataclass(slots=True)
class Row:
    """What came out for one kind of noise, in one direction."""

    kind: str
    noised: str
    sound: bool
    cases: int = 0
    found: int = 0
    wrong: int = 0


def main() -> int:
    """Run every case, print the table, and fail where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cases", type=int, default=150, help="cases of every kind and direction")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    lines = (options.data / "scifact" / "corpus.jsonl").read_text(encoding="utf8").splitlines()
    abstracts = [[sentence.strip() for sentence in json.loads(line)["abstract"]] for line in lines]
    started = time.perf_counter()
    rows = [measured(row, noise, abstracts, options.cases, options.seed) for row, noise in kinds()]
    rows += [cut(row, abstracts, options.cases, options.seed) for row in cut_kinds()]
    total = totals(rows, time.perf_counter() - started)
    print(json.dumps({"rows": [asdict(row) for row in rows], **total}) if options.json else table(rows, total))
    return int(total["wrong_anchors"] > 0 or total["sound_found"] < 0.95)


def kinds() -> Iterator[tuple[Row, Noise]]:
    """Yield an empty row for every noise and direction."""
    for noises, sides, sound in (
        (SOUND, ("document", "quote"), True),
        (SOUND_IN_DOCUMENTS, ("document",), True),
        (UNSOUND, ("document", "quote"), False),
        (UNSOUND_IN_DOCUMENTS, ("document",), False),
    ):
        for kind, noise in noises.items():
            yield from ((Row(kind, side, sound), noise) for side in sides)


def cut_kinds() -> list[Row]:
    """Return empty rows for the quotes that would begin or end inside something."""
    return [Row("numbers cut", "document", sound=False), Row("words cut", "quote", sound=False)]


def measured(row: Row, noise: Noise, abstracts: list[list[str]], cases: int, seed: int) -> Row:
    """Fill `row` with what becomes of sentences under `noise`."""
    chance = seeded(row, seed)
    for text, place in quotes(abstracts, chance):
        edits = noise(text, place, chance)
        if edits is None:
            continue
        other, there = edited(text, edits), moved(place, edits)
        if row.noised == "document":
            judge(row, Case(exact=place.of(text), text=other, place=there, within=passage(there, chance)))
        else:
            judge(row, Case(exact=there.of(other), text=text, place=place, within=passage(place, chance)))
        if row.cases == cases:
            break
    return row


def cut(row: Row, abstracts: list[list[str]], cases: int, seed: int) -> Row:
    """Fill `row` with quotes that begin or end inside a number or a word of the text."""
    chance = seeded(row, seed)
    for text, place in quotes(abstracts, chance):
        for part, edits in (numbers_cut if row.kind == "numbers cut" else words_cut)(text, place, chance):
            if len(part.of(text).split()) >= LEAST_WORDS and row.cases < cases:
                there = moved(place, edits)
                judge(
                    row, Case(exact=part.of(text), text=edited(text, edits), place=there, within=passage(there, chance))
                )
        if row.cases == cases:
            break
    return row


def seeded(row: Row, seed: int) -> Random:
    """Return a source of chance that is the same for the same row, whatever other rows are measured."""
    return Random(f"{seed} {row.kind} {row.noised}")  # noqa: S311 - drawn cases are no secret


def quotes(abstracts: list[list[str]], chance: Random) -> Iterator[tuple[str, Span]]:
    """Yield documents of four abstracts, and the place of a sentence that stands there once."""
    while True:
        chosen = chance.sample(abstracts, 4)
        text = clean("\n\n".join(" ".join(abstract) for abstract in chosen))
        sentence = clean(chance.choice(chance.choice(chosen)))
        words = [word for word in sentence.split() if any(map(str.isalnum, word))]
        if len(words) >= LEAST_WORDS and text.count(sentence) == 1:
            start = text.index(sentence)
            yield text, Span(start, start + len(sentence))


def judge(row: Row, case: Case) -> None:
    """Look for the quote of `case` and count what came out."""
    text = clean(case.text)
    assert text == case.text, "the noise made text that no document holds"
    found = find(case.exact, text, within=case.within)
    row.cases += 1
    row.found += row.sound and found == case.place
    row.wrong += found is not None and not (row.sound and found == case.place)


def edited(text: str, edits: Edits) -> str:
    """Return `text` with the edits made."""
    return "".join(edits.get(place, character) for place, character in enumerate(text))


def moved(place: Span, edits: Edits) -> Span:
    """Return where `place` stands once the edits are made."""
    grown = [(spot, len(new) - 1) for spot, new in edits.items()]
    start = place.start + sum(more for spot, more in grown if spot < place.start)
    return Span(start, place.end + sum(more for spot, more in grown if spot < place.end))


def passage(place: Span, chance: Random) -> Span | None:
    """Return, in half of all cases, a passage around the quote; a quote is also looked for in the whole document."""
    return Span(max(place.start - AROUND, 0), place.end + AROUND) if chance.random() < 0.5 else None


def totals(rows: list[Row], seconds: float) -> dict[str, float]:
    """Sum the rows up."""
    sound = [row for row in rows if row.sound]
    return {
        "cases": sum(row.cases for row in rows),
        "sound_cases": sum(row.cases for row in sound),
        "sound_found": round(sum(row.found for row in sound) / sum(row.cases for row in sound), 4),
        "wrong_anchors": sum(row.wrong for row in rows),
        "seconds": round(seconds, 1),
    }


def table(rows: list[Row], total: dict[str, float]) -> str:
    """Return the rows as text to read."""
    lines = [f"{'kind':<28} {'noised':<9} {'cases':>6} {'sound found':>12} {'wrong anchors':>14}"]
    for row in rows:
        share = f"{row.found / row.cases:.2%}" if row.sound else "-"
        lines.append(f"{row.kind:<28} {row.noised:<9} {row.cases:>6} {share:>12} {row.wrong:>14}")
    share = f"{total['sound_found']:.2%}"
    lines.append(f"{'total':<38} {total['cases']:>6} {share:>12} {total['wrong_anchors']:>14}   {total['seconds']} s")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
