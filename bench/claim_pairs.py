"""Labelled pairs of claim and evidence, read from the folder of shared data.

SciFact and Citation-Integrity have licences that let a model be trained on them; the others are measured on only.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from research_assistant.domain.claim import Pair, Verdict

_LABELS = {
    "SUPPORT": Verdict.SUPPORTED,
    "SUPPORTS": Verdict.SUPPORTED,
    "SUPPORTED": Verdict.SUPPORTED,
    "CONTRADICT": Verdict.REFUTED,
    "REFUTE": Verdict.REFUTED,
    "REFUTES": Verdict.REFUTED,
    "REFUTED": Verdict.REFUTED,
    "NEUTRAL": Verdict.NOT_ENOUGH_INFO,
    "NOT_ENOUGH_INFO": Verdict.NOT_ENOUGH_INFO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A pair with what experts say of it.

    Attributes:
        group: The cited work: pairs of one group are never divided between fitting and testing.
        rationale: The sentences that experts marked, where they did.
    """

    pair: Pair
    verdict: Verdict
    group: str
    rationale: tuple[str, ...] = ()


def scifact_pairs(data: Path, part: str) -> list[Labelled]:
    """Return the claims of SciFact, each with the whole abstract of every work it cites."""
    folder = data / "scifact"
    return list(_cited(folder / f"claims_{part}.jsonl", folder / "corpus.jsonl", group=1))


def citation_integrity(data: Path, part: str) -> list[Labelled]:
    """Return citing sentences, each with what was found for it in the work that it cites."""
    folder = data / "claim_support" / "citation_integrity"
    return list(_cited(folder / f"claims_{part}.jsonl", folder / "corpus.jsonl", group=1000))


def healthver(data: Path) -> list[Labelled]:
    """Return the claims of HealthVer."""
    with (data / "claim_support" / "healthver" / "healthver_dev.csv").open(encoding="utf-8", newline="") as file:
        return [
            _labelled(row["claim"], [row["evidence"]], row["label"], row["topic_ip"]) for row in csv.DictReader(file)
        ]


def covidfact(data: Path) -> list[Labelled]:
    """Return the claims of CovidFact; those it holds refuted were made from supported ones by changing a word."""
    lines = _lines(data / "claim_support" / "covidfact" / "COVIDFACT_dataset.jsonl")
    return [_labelled(line["claim"], line["evidence"], line["label"], line["gold_source"]) for line in lines]


def climate_fever(data: Path) -> list[Labelled]:
    """Return the claims of Climate-FEVER, each with every sentence that was judged for it."""
    lines = _lines(data / "claim_support" / "climate_fever" / "climate-fever-first-half.jsonl")
    return [
        _labelled(line["claim"], [each["evidence"]], each["evidence_label"], line["claim_id"])
        for line in lines
        for each in line["evidences"]
    ]


def _cited(claims: Path, corpus: Path, *, group: int) -> Iterator[Labelled]:
    abstracts = {line["doc_id"]: line["abstract"] for line in _lines(corpus)}
    for line in _lines(claims):
        for cited in line["cited_doc_ids"]:
            marked = line["evidence"].get(str(cited), [])
            label = marked[0]["label"] if marked else "NOT_ENOUGH_INFO"
            numbers = sorted({number for each in marked for number in each["sentences"]})
            yield Labelled(
                pair=Pair(claim=line["claim"], evidence=tuple(abstracts[cited])),
                verdict=_LABELS[label],
                group=f"{claims.parent.name} {cited // group}",
                rationale=tuple(abstracts[cited][number] for number in numbers),
            )


def _labelled(claim: str, evidence: list[str], label: str, group: str) -> Labelled:
    return Labelled(pair=Pair(claim=claim, evidence=tuple(evidence)), verdict=_LABELS[label.upper()], group=group)


def _lines(path: Path) -> Iterator[dict]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)
