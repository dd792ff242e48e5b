"""Does a question get evidence if, and only if, the library answers it; and is the evidence what experts would quote?

Run: python bench/answerability.py --data ../shared/data [--vectors FILE] [--words-only] [--quick] [--json]

`bench/questions.jsonl` was written by hand and is never trained on. For PubMedQA's questions, other fields and
abstracts removed "answerable: no" is mostly, not always, true. The last two rows are a library of PubMedQA's abstracts
instead of SciFact's.
"""

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy

from corpora import Topic, pubmedqa, scifact
from judged import Question, claims, judged, marked, others
from kept import KeptEmbedder
from research_assistant.pipeline.judging import Judged
from research_assistant.pipeline.relevance import answers, sentence_logit
from research_assistant.ports.embedder import Embedder
from stock import Stock, stocked

BY_HAND = "by hand"
QUESTIONS = Path(__file__).parent / "questions.jsonl"
QUICK = 7
"""Of the large sets, one question in so many is asked where `--quick` is given."""


@dataclass(slots=True)
class Gate:
    """What became of the questions of one kind."""

    answerable: bool
    asked: int = 0
    evidence: int = 0
    wrong: list[tuple[float, str]] = field(default_factory=list)

    def add(self, text: str, sentences: Sequence[Judged]) -> None:
        """Count one question by whether any sentence is evidence."""
        found = any(answers(each.relevance, each.passage) for each in sentences)
        self.asked += 1
        self.evidence += found
        if found != self.answerable:
            self.wrong.append((max((each.relevance for each in sentences), default=0.0), text))


def by_hand() -> Iterator[Question]:
    """Yield the questions that were written by hand."""
    for line in QUESTIONS.read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield Question(text=entry["question"], group=BY_HAND, answerable=entry["answerable"])


def own(topics: Sequence[Topic]) -> Iterator[Question]:
    """Yield the questions of PubMedQA for a library of its abstracts, with and without the one each was written for."""
    for topic in topics:
        yield Question(text=topic.text, group="own abstract in library", answerable=True)
        yield Question(text=topic.text, group="own abstract removed", answerable=False, without=topic.wanted)


async def gates(
    questions: Sequence[Question], stock: Stock, embedder: Embedder | None
) -> Mapping[tuple[str, bool], Gate]:
    """Return what became of the questions, by group and answerability."""
    found: dict[tuple[str, bool], Gate] = {}
    async for question, sentences in judged(questions, stock, embedder):
        gate = found.setdefault((question.group, question.answerable), Gate(answerable=question.answerable))
        gate.add(question.text, sentences)
    return found


async def sentence_figures(questions: Sequence[Question], stock: Stock, embedder: Embedder | None) -> dict[str, float]:
    """Return how the order of the sentences of an abstract that answers meets the experts' rationales."""
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for question in questions:
        for _, sentences in await marked(question, stock, embedder):
            order = sorted(sentences, key=lambda each: -sentence_logit(each[0]))
            hits = [is_rationale for _, is_rationale in order]
            figures["first is a rationale"].append(float(hits[0]))
            figures["one of three is a rationale"].append(float(any(hits[:3])))
            figures["rationales among the first three"].append(sum(hits[:3]) / max(1, sum(hits)))
    return {name: float(numpy.mean(values)) for name, values in figures.items()}


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--vectors", type=Path, help="keep vectors here (.npz) and take them from here")
    parser.add_argument("--words-only", action="store_true", help="as with EMBEDDING_MODEL=none")
    parser.add_argument("--quick", action="store_true", help="ask one in seven of the large sets")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    kept = KeptEmbedder(given.vectors)
    embedder = None if given.words_only else kept
    large = [*claims(given.data, "dev"), *others(given.data)]
    if given.quick:
        large = large[::QUICK]
    async with stocked(scifact(given.data), kept) as stock:
        found = dict(await gates([*by_hand(), *large], stock, embedder))
        sentences = await sentence_figures([each for each in large if each.answerable], stock, embedder)
    records, topics = pubmedqa(given.data)
    async with stocked(records, kept) as stock:
        found |= await gates([*own(topics)][:: QUICK if given.quick else 1], stock, embedder)
    kept.keep()
    if given.json:
        print(json.dumps({"groups": [_row(*each) for each in found.items()], "sentences": sentences}))
        return
    print(f"{'':28}{'answerable':>11}{'questions':>11}{'evidence':>10}{'right':>8}")
    for (group, answerable), gate in found.items():
        row = _row((group, answerable), gate)
        print(
            f"{group:28}{'yes' if answerable else 'no':>11}{row['questions']:11}{row['evidence']:10}{row['right']:8.3f}"
        )
    print()
    for name, value in sentences.items():
        print(f"{name:40}{value:.3f}")
    for (group, _), gate in found.items():
        for best, text in gate.wrong if group == BY_HAND else ():
            print(f"wrong: {best:.3f} {text}")


def _row(name: tuple[str, bool], gate: Gate) -> dict[str, str | bool | int | float]:
    return {
        "group": name[0],
        "answerable": name[1],
        "questions": gate.asked,
        "evidence": gate.evidence,
        "right": 1 - len(gate.wrong) / gate.asked,
    }


if __name__ == "__main__":
    asyncio.run(main())
