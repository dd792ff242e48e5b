"""What `bench/checker.py` measured, as a section of the page of measurements."""

from collections.abc import Iterator

FIGURES = ("passing", "AUC", "balanced accuracy", "macro-F1", "ECE")
AIMED = ("SciFact", "Citation-Integrity")


def checker_section(told: dict) -> Iterator[str]:
    """Yield the lines of the section."""
    yield "## The checker: supported, refuted, not enough info"
    yield ""
    yield "`bench/checker.py`. *Passing*: share of the supported claims above the probability that at most a tenth of"
    yield "the refuted ones reach; *AUC*: supported against refuted; balanced accuracy and macro-F1 over the classes"
    yield "that a set has; *ECE* of the likeliest class, ten bins. In brackets 95 % intervals by bootstrap. Trained on"
    yield "the training parts of the first two; the others have no licence to train on and are for information."
    yield "“Similarity only” knows the cosine of the nearest sentence and is fitted on the same pairs; “better”: in how"
    yield "many of 100 resamples the checker beats it."
    if told["every"] > 1:
        yield f"Of the sets that are for information one pair in {told['every']} was judged."
    for name, figures in told.items():
        if isinstance(figures, dict):
            yield from _of_set(name, figures)
    yield from _contradictions(told["contradictions"])


def _of_set(name: str, of: dict) -> Iterator[str]:
    counts = ", ".join(f"{number} {label}" for label, number in of["of"].items() if number)
    sort = "development part" if name in AIMED else "for information"
    yield ""
    yield f"### {name}, {sort}"
    yield ""
    yield f"{of['pairs']:,} pairs: {counts}. {of['milliseconds']:.1f} ms of processor time a pair, vectors at hand."
    yield ""
    yield f"| | {' | '.join(FIGURES)} |"
    yield f"|---{'|---' * len(FIGURES)}|"
    yield f"| **checker** | {' | '.join(_interval(of['checker'][figure]) for figure in FIGURES)} |"
    for judge in ("without vectors", "similarity only", "majority"):
        yield f"| {judge} | {' | '.join(format(of[judge][figure]['value'], '.3f') for figure in FIGURES)} |"
    yield f"| better | {' | '.join(format(of['checker'][figure]['better'] * 100, '.0f') for figure in FIGURES)} |"
    if name in AIMED:
        yield ""
        yield "| told probability | was right | pairs |"
        yield "|---|---|---|"
        for told, right, _, size in of["reliability"]:
            yield f"| {told:.2f} | {right:.2f} | {size} |"
        yield ""
        yield "| labelled | judged supported | refuted | not enough info |"
        yield "|---|---|---|---|"
        for label, row in zip(of["of"], of["confusion"], strict=True):
            yield f"| {label} | {' | '.join(map(str, row))} |"


def _interval(figure: dict) -> str:
    return f"**{figure['value']:.3f}** [{figure['low']:.3f}, {figure['high']:.3f}]"


def _contradictions(rows: list[dict]) -> Iterator[str]:
    first = rows[0]
    yield ""
    yield "### Contradictions between two sentences"
    yield ""
    yield f"{first['pairs']} pairs of a SciFact development claim and a sentence as like it as the product asks for;"
    yield f"experts hold that {first['contrary']} of them contradict each other."
    yield ""
    yield "| told by | told | right | precision | of all |"
    yield "|---|---|---|---|---|"
    for row in rows:
        precision = row["right"] / row["told"] if row["told"] else 0.0
        seen = row["right"] / row["contrary"]
        yield f"| {row['by']} | {row['told']} | {row['right']} | {precision:.2f} | {seen:.2f} |"
