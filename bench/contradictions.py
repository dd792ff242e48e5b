"""How often two sentences that are said to contradict each other do, on claims of SciFact and the sentences for them.

Each claim is held against every sentence that experts marked for it (supporting or contradicting it) and, where the
abstract says nothing on it, against the likest sentence there. Only pairs as like as the product asks for count.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy

from claim_pairs import Labelled, scifact_pairs
from kept import KeptEmbedder
from research_assistant.adapters.check.trained import TrainedChecker
from research_assistant.domain.claim import Pair, Verdict
from research_assistant.pipeline.contrast import contradict, contrary
from research_assistant.pipeline.synthesise import ALIKE
from train_checker import ASSET


async def contradictions(data: Path, part: str, kept: KeptEmbedder) -> list[dict[str, object]]:
    """Return for each way to tell a contradiction how many it told, how many of them are right, and how many it saw."""
    pairs = await _pairs(scifact_pairs(data, part), kept)
    there = [Pair(claim=one, evidence=(other,)) for one, other, _ in pairs]
    back = [Pair(claim=other, evidence=(one,)) for one, other, _ in pairs]
    found = {"rule alone": [contrary(one, other) for one, other, _ in pairs]}
    for name, checker in (
        ("rule and checker", TrainedChecker(ASSET, kept)),
        ("rule and checker, without vectors", TrainedChecker(ASSET, None)),
    ):
        judged = zip(pairs, await checker.judge_pairs(there), await checker.judge_pairs(back), strict=True)
        found[name] = [contradict(one, other, *both) for (one, other, _), *both in judged]
    true = [is_contrary for _, _, is_contrary in pairs]
    return [_row(name, told, true) for name, told in found.items()]


async def _pairs(labelled: Sequence[Labelled], kept: KeptEmbedder) -> list[tuple[str, str, bool]]:
    found: dict[tuple[str, str], bool] = {}
    for each in labelled:
        texts = each.rationale or each.pair.evidence
        rows = await kept.embed([each.pair.claim, *texts])
        cosines = rows[1:] @ rows[0]
        chosen = range(len(texts)) if each.rationale else [int(numpy.argmax(cosines))]
        for place in chosen:
            if cosines[place] >= ALIKE:
                found[each.pair.claim, texts[place].strip()] = each.verdict is Verdict.REFUTED
    return [(claim, sentence, is_contrary) for (claim, sentence), is_contrary in found.items()]


def _row(name: str, told: Sequence[bool], true: Sequence[bool]) -> dict[str, object]:
    right = sum(a and b for a, b in zip(told, true, strict=True))
    return {"by": name, "pairs": len(true), "contrary": sum(true), "told": sum(told), "right": right}
