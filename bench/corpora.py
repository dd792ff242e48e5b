"""The data sets that retrieval and relevance are measured on, read from the folder of shared data."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from research_assistant.kit.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One abstract."""

    key: str
    title: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The abstract as one text."""
        return " ".join(self.sentences)

    def places(self, numbers: Collection[int]) -> list[Span]:
        """Return where the sentences with these numbers stand in the text."""
        starts = accumulate((len(sentence) + 1 for sentence in self.sentences), initial=0)
        spans = [Span(start, start + len(sentence)) for start, sentence in zip(starts, self.sentences, strict=False)]
        return [spans[number] for number in sorted(numbers)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A claim or question with what answers it.

    Attributes:
        wanted: Keys of the records that do.
        rationales: By record, the numbers of the sentences that tell, where that is known.
    """

    text: str
    wanted: frozenset[str]
    rationales: Mapping[str, frozenset[int]] = field(default_factory=dict)


def scifact(data: Path) -> list[Record]:
    """Return the abstracts of SciFact."""
    return [
        Record(key=str(line["doc_id"]), title=line["title"], sentences=tuple(line["abstract"]))
        for line in _lines(data / "scifact" / "corpus.jsonl")
    ]


def scifact_topics(data: Path, part: str) -> list[Topic]:
    """Return the claims of SciFact, `train` or `dev`, with the documents that the BEIR judgements name."""
    judged: defaultdict[str, set[str]] = defaultdict(set)
    name = {"train": "train.tsv", "dev": "test.tsv"}[part]
    for row in (data / "scifact" / "beir_qrels" / name).read_text("utf-8").splitlines()[1:]:
        query, record, _ = row.split()
        judged[query].add(record)
    return [
        Topic(
            text=line["claim"],
            wanted=frozenset(judged[str(line["id"])]),
            rationales={
                key: frozenset(number for one in each for number in one["sentences"])
                for key, each in line["evidence"].items()
            },
        )
        for line in _lines(data / "scifact" / f"claims_{part}.jsonl")
        if judged[str(line["id"])]
    ]


def pubmedqa(data: Path) -> tuple[list[Record], list[Topic]]:
    """Return the abstracts of PubMedQA, without titles and conclusions, and the question each was written for."""
    stored = json.loads((data / "corpus" / "pubmedqa" / "data" / "ori_pqal.json").read_text("utf-8"))
    records = [Record(key=key, title="", sentences=tuple(entry["CONTEXTS"])) for key, entry in stored.items()]
    topics = [Topic(text=entry["QUESTION"], wanted=frozenset([key])) for key, entry in stored.items()]
    return records, topics


def research_questions(data: Path) -> list[str]:
    """Return questions of other fields: computer science, and the English prompts of DeepResearch Bench."""
    folder = data / "research_questions"
    computing = json.loads((folder / "scholarqabench" / "cs_first_55.json").read_text("utf-8"))
    prompts = _lines(folder / "deep_research_bench" / "data" / "prompt_data" / "query.jsonl")
    return [entry["initial_prompt"] for entry in computing] + [
        line["prompt"] for line in prompts if line["language"] == "en"
    ]


def _lines(path: Path) -> Iterator[dict]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)
