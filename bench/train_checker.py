"""Fit the model of `research_assistant.adapters.check`, from public data whose licences allow it.

Run: python bench/train_checker.py --data ../shared/data [--vectors FILE] [--out FOLDER]

Fitted on the training parts of SciFact, with whole abstracts and with the sentences alone that tell, and of
Citation-Integrity; how rare words are is counted in SciFact's abstracts. Prints what five-fold cross-validation says,
whole works left out at a time. The same data give the same bytes.
"""

import argparse
import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy
from numpy.typing import NDArray

from boosting import Tree, boost
from claim_pairs import Labelled, citation_integrity, scifact_pairs
from corpora import scifact
from fitting import Rows, fit_classes
from judgement import figures
from kept import KeptEmbedder
from research_assistant.adapters.check.features import VERSION, Rarity, compare
from research_assistant.adapters.check.model import CLASSES, Model, columns, packed, widen
from research_assistant.adapters.check.preparing import likeness, prepare
from research_assistant.adapters.check.stored import MODEL, rarity
from research_assistant.adapters.check.wording import wording
from research_assistant.domain.claim import Pair
from research_assistant.kit.sentences import sentences
from research_assistant.ports.embedder import Embedder

ASSET = Path(__file__).parents[1] / "src" / "research_assistant" / "assets" / "checker"
INPUTS = (
    "scifact/corpus.jsonl",
    "scifact/claims_train.jsonl",
    "claim_support/citation_integrity/corpus.jsonl",
    "claim_support/citation_integrity/claims_train.jsonl",
)
RIDGE = 33.0
FOLDS = 5
SHARPNESSES = numpy.arange(0.6, 1.61, 0.02)
FEWEST_TEXTS = 4
PLACES = 4

Numbers = NDArray[numpy.int64]


def counted(data: Path) -> tuple[int, dict[str, int]]:
    """Return how many abstracts there are, and in how many each stem stands, the rare ones left out."""
    records = scifact(data)
    found: Counter[str] = Counter()
    for record in records:
        text = f"{record.title}. {record.text}"
        found.update(frozenset().union(*(wording(span.of(text)).vocabulary for span in sentences(text))))
    return len(records), {stem: count for stem, count in sorted(found.items()) if count >= FEWEST_TEXTS}


async def telling(labelled: Sequence[Labelled], embedder: Embedder) -> list[Labelled]:
    """Return the pairs with the marked sentences alone, or with the likest one where none is marked.

    People hold a claim against one sentence as often as against an abstract; so does the search for contradictions.
    """
    found = []
    for each in labelled:
        kept = each.rationale
        if not kept:
            rows = await embedder.embed([each.pair.claim, *each.pair.evidence])
            kept = (each.pair.evidence[int((rows[1:] @ rows[0]).argmax())],)
        found.append(replace(each, pair=Pair(claim=each.pair.claim, evidence=kept)))
    return found


async def rows_of(labelled: Sequence[Labelled], embedder: Embedder, rare: Rarity) -> Rows:
    """Return the features of every pair."""
    rows = []
    for each in labelled:
        prepared = prepare(each.pair, rare)
        assert prepared is not None, each
        (alike,) = await likeness([prepared], embedder)
        rows.append(compare(prepared.claim, prepared.sentences, alike, rare).row)
    return numpy.round(numpy.array(rows), PLACES)


def fitted(rows: Rows, labels: Numbers, *, with_vectors: bool, sharpness: float = 1.0) -> Model:
    """Return a model of all rows."""
    read = columns(with_vectors=with_vectors)
    wide = widen(rows, read)
    means, scales = numpy.round(wide.mean(axis=0), PLACES), numpy.round(wide.std(axis=0), PLACES)
    scales[scales == 0] = 1.0
    linear = fit_classes((wide - means) / scales, labels, ridge=RIDGE)
    starts, rounds = boost(rows[:, read], labels, len(CLASSES))
    return Model(
        columns=read,
        means=means,
        scales=scales,
        linear=numpy.round(linear, PLACES),
        starts=numpy.round(starts, PLACES),
        trees=_stacked(rounds),
        depth=max(_depth(tree) for trees in rounds for tree in trees),
        sharpness=sharpness,
        shares=numpy.round(numpy.bincount(labels) / len(labels), PLACES),
    )


def left_out(rows: Rows, labels: Numbers, groups: Sequence[str], *, with_vectors: bool) -> Rows:
    """Return the probabilities of each pair by a model that did not see its work."""
    chances = numpy.zeros((len(rows), len(CLASSES)))
    folds = numpy.array([int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS for group in groups])
    for fold in range(FOLDS):
        here = folds == fold
        chances[here] = fitted(rows[~here], labels[~here], with_vectors=with_vectors).probabilities(rows[here])
    return chances


def sharpened(chances: Rows, labels: Numbers) -> float:
    """Return what log probabilities have to be multiplied by to lose least on the labels."""

    def loss(sharpness: float) -> float:
        scores = sharpness * numpy.log(chances)
        told = scores - numpy.log(numpy.exp(scores).sum(axis=1, keepdims=True))
        return -float(told[numpy.arange(len(labels)), labels].mean())

    return round(float(min(SHARPNESSES, key=loss)), 2)


def _stacked(rounds: Sequence[Sequence[Tree]]) -> dict[str, NDArray]:
    nodes = max(len(tree.feature) for trees in rounds for tree in trees)

    def column(name: str) -> NDArray:
        return numpy.array(
            [
                [[*values, *[values[0]] * (nodes - len(values))] for values in (getattr(t, name) for t in trees)]
                for trees in rounds
            ]
        )

    return {name: column(name) for name in ("feature", "threshold", "left", "right", "value")}


def _depth(tree: Tree, node: int = 0) -> int:
    return 0 if tree.left[node] == node else 1 + max(_depth(tree, tree.left[node]), _depth(tree, tree.right[node]))


async def main() -> None:
    """Fit, print, and write the asset."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--vectors", type=Path, help="keep vectors here (.npz) and take them from here")
    parser.add_argument("--out", type=Path, default=ASSET)
    given = parser.parse_args()
    kept = KeptEmbedder(given.vectors)
    texts, counts = counted(given.data)
    abstracts = scifact_pairs(given.data, "train")
    sets = {
        "SciFact": abstracts,
        "SciFact, sentences": await telling(abstracts, kept),
        "Citation-Integrity": citation_integrity(given.data, "train"),
    }
    labelled = [each for pairs in sets.values() for each in pairs]
    rows = await rows_of(labelled, kept, rarity(texts, counts))
    kept.keep()
    labels = numpy.array([CLASSES.index(each.verdict) for each in labelled])
    models = {}
    for name, with_vectors in (("with_vectors", True), ("by_words", False)):
        chances = left_out(rows, labels, [each.group for each in labelled], with_vectors=with_vectors)
        sharpness = sharpened(chances, labels)
        models[name] = fitted(rows, labels, with_vectors=with_vectors, sharpness=sharpness)
        show(name, chances, labels, sharpness, models[name], [len(pairs) for pairs in sets.values()], list(sets))
    asset = {
        "features": VERSION,
        "embedder": kept.name,
        "inputs_sha256": {name: hashlib.sha256((given.data / name).read_bytes()).hexdigest() for name in INPUTS},
        "texts": texts,
        "counts": counts,
        **{name: packed(model) for name, model in models.items()},
    }
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / MODEL).write_text(json.dumps(asset, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def show(
    name: str, chances: Rows, labels: Numbers, sharpness: float, model: Model, sizes: Sequence[int], sets: Sequence[str]
) -> None:
    """Print what cross-validation says of each set."""
    print(f"{name}, sharpness {sharpness}")
    scores = chances**sharpness
    told = scores / scores.sum(axis=1, keepdims=True)
    first = 0
    for size, of in zip(sizes, sets, strict=True):
        here = slice(first, first + size)
        verdicts = numpy.array([CLASSES.index(model.verdict(row)) for row in told[here]])
        print(f"    {of}: " + ", ".join(f"{k} {v:.3f}" for k, v in figures(told[here], verdicts, labels[here]).items()))
        first += size


if __name__ == "__main__":
    asyncio.run(main())
