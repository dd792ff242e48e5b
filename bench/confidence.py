"""What the confidence of findings is worth: how often findings of each bin rest on the right abstract and sentence.

python bench/confidence.py --data ../shared/data [--every N]

SciFact's development claims that an abstract in the demonstration library supports or contradicts are asked as
questions. A finding is on the right abstract where one of its quotes is from an abstract that experts chose for the
claim, and on the right sentence where the quote meets a sentence that they marked. Whether a finding is true cannot be
told from these labels; that its words stand in the source is sure.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from corpora import Topic, scifact, scifact_topics

BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)


async def main() -> None:
    """Ask and print, bin by bin: findings, mean confidence, shares on the right abstract and sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--every", type=int, default=1, help="ask one claim in so many")
    parser.add_argument("--home", type=Path, help="use the demonstration library of this folder")
    given = parser.parse_args()
    titles = {record.key: record.title for record in scifact(given.data)}
    sentences = {record.key: record.sentences for record in scifact(given.data)}
    topics = [topic for topic in scifact_topics(given.data, "dev") if topic.rationales][:: given.every]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = str(given.home or folder)
        rows = await _asked(topics, titles, sentences)
    bins = []
    for low, high in pairwise(BINS):
        here = [row for row in rows if low <= row[0] < high]
        if here:
            told, abstract, sentence = (sum(column) / len(here) for column in zip(*here, strict=True))
            bins.append(
                {"from": low, "findings": len(here), "confidence": told, "abstract": abstract, "sentence": sentence}
            )
    print(json.dumps({"asked": len(topics), "findings": len(rows), "bins": bins}, indent=2))


async def _asked(
    topics: list[Topic], titles: Mapping[str, str], sentences: Mapping[str, tuple[str, ...]]
) -> list[tuple[float, bool, bool]]:
    """Return for each finding its confidence, and whether it is on the right abstract and the right sentence."""
    from research_assistant.cli.opening import opened  # noqa: PLC0415 - DATA_DIR is set first
    from research_assistant.domain.query import Options, Scope  # noqa: PLC0415

    rows = []
    async with opened() as made:
        for topic in topics:
            right = {titles[key] for key in topic.rationales}
            marked = [sentences[key][place] for key, places in topic.rationales.items() for place in places]
            asked = await made.application.research.ask(topic.text, user=made.user, scope=Scope(), options=Options())
            report = await made.application.research.run(asked, tell=lambda _: None)
            evidence = {each.evidence_id: each for each in report.evidence}
            works = {source.source_id: source.work.title for source in report.sources}
            for finding in report.findings:
                quotes = [evidence[name] for checked in finding.claims for name in checked.claim.evidence_ids]
                on_abstract = any(works[each.source_id] in right for each in quotes)
                on_sentence = any(_meet(each.quote.exact, sentence) for each in quotes for sentence in marked)
                rows.append((finding.confidence, on_abstract, on_sentence))
    return rows


def _meet(quote: str, sentence: str) -> bool:
    """Tell whether one of the two holds the other, labels in front and white space aside."""
    one, other = " ".join(quote.split()), " ".join(sentence.split())
    return one in other or other in one


if __name__ == "__main__":
    asyncio.run(main())
