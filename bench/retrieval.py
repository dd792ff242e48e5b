"""How well the library is searched: nDCG@10 and Recall@100 by words, by meaning and by both, beside published figures.

Run: python bench/retrieval.py --data ../shared/data [--set dev|train|pubmedqa] [--vectors FILE] [--json]
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import numpy

from corpora import Topic, pubmedqa, scifact, scifact_topics
from kept import KeptEmbedder
from research_assistant.domain.fusion import fuse
from stock import Stock, stocked

REFERENCES = {
    "BM25 (BEIR)": (0.679, 0.913),
    "all-MiniLM-L6-v2": (0.646, 0.928),
    "BM25 + MiniLM, published": (0.707, None),
    "bge-small-en-v1.5": (0.713, None),
}
"""nDCG@10 and Recall@100 on SciFact dev."""

RESAMPLES = 10_000
SEED = 7


def ndcg(ranked: Sequence[str], wanted: frozenset[str], depth: int = 10) -> float:
    """Return the discounted gain of `ranked` relative to the best order."""
    gain = sum(1 / numpy.log2(place + 2) for place, key in enumerate(ranked[:depth]) if key in wanted)
    return float(gain / sum(1 / numpy.log2(place + 2) for place in range(min(depth, len(wanted)))))


def recall(ranked: Sequence[str], wanted: frozenset[str], depth: int = 100) -> float:
    """Return the share of `wanted` among the first of `ranked`."""
    return len(wanted & set(ranked[:depth])) / len(wanted)


def p_value(better: Sequence[float], worse: Sequence[float]) -> float:
    """Return the share of paired bootstrap samples in which the better is not better."""
    differences = numpy.array(better) - numpy.array(worse)
    picks = numpy.random.default_rng(SEED).integers(0, len(differences), (RESAMPLES, len(differences)))
    return float((differences[picks].mean(axis=1) <= 0).mean())


async def measure(stock: Stock, topics: Sequence[Topic]) -> dict[str, dict[str, float]]:
    """Return the figures of the three ways to search."""
    gains: dict[str, list[float]] = {"words": [], "vector": [], "fused": []}
    recalls: dict[str, list[float]] = {name: [] for name in gains}
    for topic in topics:
        by_words, by_vector = await stock.by_words(topic.text), await stock.by_vector(topic.text)
        ranked = {
            "words": [key for key, _ in by_words],
            "vector": [key for key, _ in by_vector],
            "fused": [each.key for each in fuse(by_words, by_vector)],
        }
        for name, documents in ranked.items():
            keys = [stock.keys[document] for document in documents]
            gains[name].append(ndcg(keys, topic.wanted))
            recalls[name].append(recall(keys, topic.wanted))
    return {
        name: {
            "ndcg@10": float(numpy.mean(gains[name])),
            "recall@100": float(numpy.mean(recalls[name])),
            "p_fused_not_better": p_value(gains["fused"], gains[name]),
        }
        for name in gains
    }


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--set", choices=["dev", "train", "pubmedqa"], default="dev")
    parser.add_argument("--vectors", type=Path, help="keep vectors here (.npz) and take them from here")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.set == "pubmedqa":
        records, topics = pubmedqa(asked.data)
    else:
        records, topics = scifact(asked.data), scifact_topics(asked.data, asked.set)
    embedder = KeptEmbedder(asked.vectors)
    async with stocked(records, embedder) as stock:
        figures = await measure(stock, topics)
    embedder.keep()
    if asked.json:
        print(json.dumps({"set": asked.set, "queries": len(topics), "figures": figures}, indent=2))
        return
    print(f"{asked.set}: {len(topics)} queries, {len(records)} records\n")
    print(f"{'':28}{'nDCG@10':>10}{'R@100':>10}{'p':>10}")
    for name, row in figures.items():
        p = "" if name == "fused" else f"{row['p_fused_not_better']:.4f}"
        print(f"{name:28}{row['ndcg@10']:10.4f}{row['recall@100']:10.4f}{p:>10}")
    if asked.set == "dev":
        for name, (gain, found) in REFERENCES.items():
            print(f"{name:28}{gain:10.3f}{'' if found is None else format(found, '.3f'):>10}")


if __name__ == "__main__":
    asyncio.run(main())
