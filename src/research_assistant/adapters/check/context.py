"""A first checker: a verbatim claim is carried by its words; what it judges is the context they stand in.

That the words are there is known already. A sentence may still be an aim, a question, a hypothesis or
somebody else's result, or be taken back by the next one: then the quote does not carry the claim.
"""

import re
from collections.abc import Sequence

from research_assistant.domain.claim import Claim, Judgement, Pair, Verdict
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.labels import label_before
from research_assistant.kit.sentences import sentences

NEXT_WORDS = 300
"""Code points after the quote in which the next sentence is looked for."""

NEAR = 80
"""Code points before and after a sentence in which its neighbour, or a label, is seen."""

_CONTEXTS = (
    (
        "it states an aim or a question, not a result",
        re.compile(
            r"\?$|\b(we|this study|the study|this work|our study)\s+(therefore\s+|thus\s+|here\s+)?"
            r"(aimed|sought|set out|(investigated|examined|asked|tested|assessed) whether)\b"
            r"|\b(aim|objective|purpose|goal)s?\s+(of|was|were|is)\b|^(objectives?|aims?|purpose)\b"
            r"|^to\s+(determine|investigate|assess|evaluate|examine|test|explore|compare|identify|study)\b"
            r"|\bto (determine|test|investigate|examine) (whether|if)\b|\bwas designed to\b",
            re.IGNORECASE,
        ),
    ),
    (
        "it states a hypothesis",
        re.compile(r"\bhypothes[ie]s|\bhypothesi[sz]ed?\b|\bwe (speculate|propose|postulate)\b", re.IGNORECASE),
    ),
    (
        "it says that this is not known",
        re.compile(
            r"\b(remains?|is|are|was|were)\s+(still\s+|largely\s+|currently\s+|poorly\s+)?"
            r"(unclear|unknown|uncertain|controversial|understood|unresolved|debated)\b"
            r"|\b(not|little is|less is)\s+(been\s+)?(well\s+|fully\s+)?(known|established|understood)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "it tells what the work is about or what is still to be done, not what was found",
        re.compile(
            r"\b(this|our|the present|the current) (\w+ )?(review|article|paper|chapter|perspective)\b.{0,60}?"
            r"\b(summari[sz]e|discuss|describe|focus|review|outline|highlight|provide|present)(e?s)?\b"
            r"|^(here|in this (review|article|paper)),? (we|the authors)\b"
            r"(?!.*\b(show|demonstrate|report|find|found)\b).*\b(review|discuss|summari[sz]e|outline|overview)\b"
            r"|\b(important|major|significant|broad) implications for\b"
            r"|\b(requires?|required|needs?|needed|warrants?|warranted)\b.{0,20}\b(further|future|more)\b"
            r"|\b(further|future|more|additional) (\w+ )?(research|stud(y|ies)|trials?|investigations?|work)\b.{0,40}"
            r"\b(needed|required|warranted|necessary|should|must)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "it tells what others have said, as background",
        re.compile(
            r"\b(has|have) been (suggested|proposed|reported|implicated|hypothesi[sz]ed)\b"
            r"|\b(is|are) (widely |generally |commonly )?(thought|believed|assumed|considered) to\b"
            r"|\bprevious (studies|work|reports)\b|^(background|introduction)\b",
            re.IGNORECASE,
        ),
    ),
)
_TAKEN_BACK = re.compile(
    r"^(however|but|nevertheless|nonetheless|in contrast|conversely|yet)\b.*"
    r"\b(not|no|never|failed|disappeared|disproved?|refuted?|retracted)\b",
    re.IGNORECASE | re.DOTALL,
)
_IN_DOUBT = re.compile(r"^(this|these|the) (findings?|results?|associations?|effects?)\b.*\bnot\b", re.IGNORECASE)
_ENDS = ".!?:;"
_LABEL_ENDS = re.compile(r"(?:^|[\s.])[A-Z][A-Z /,]+$")


class ContextChecker:
    """Judges verbatim claims by the context of their quotes."""

    @property
    def name(self) -> str:
        """Name and version."""
        return "context/1"

    async def judge(self, claim: Claim, evidence: Sequence[Evidence], documents: Sequence[Document]) -> Judgement:
        """Return `supported` where the words are the source's own and nothing beside them takes them back."""
        reasons: list[str] = []
        for each, document in zip(evidence, documents, strict=True):
            reasons += _reasons(each.quote.exact, document.text, each.quote.start)
        return self._judged(reasons, verbatim=claim.text in {each.quote.exact for each in evidence})

    async def judge_pairs(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """Return `supported` where the claim stands in its evidence word for word and nothing takes it back."""
        return [self._pair(pair) for pair in pairs]

    def _pair(self, pair: Pair) -> Judgement:
        found = [(text, start) for text in pair.evidence if (start := stands_at(pair.claim, text)) is not None]
        reasons = [reason for text, start in found[:1] for reason in _reasons(pair.claim.strip(), text, start)]
        return self._judged(reasons, verbatim=bool(found))

    def _judged(self, reasons: list[str], *, verbatim: bool) -> Judgement:
        if not verbatim:
            reasons.append("it is not in the words of its evidence, which is all that this checker can judge")
        verdict = Verdict.NOT_ENOUGH_INFO if reasons else Verdict.SUPPORTED
        return Judgement(verdict=verdict, reasons=tuple(dict.fromkeys(reasons)), checker=self.name)


def stands_at(claim: str, text: str) -> int | None:
    """Return where the claim stands word for word in `text` as a whole sentence or more; `None` where it does not."""
    words = claim.strip()
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        before, after = text[max(0, start - NEAR) : start].rstrip(), text[end : end + NEAR].lstrip()
        begins = not before or before[-1] in _ENDS or _LABEL_ENDS.search(before) is not None
        ends = words[-1] in _ENDS or not after or after[0] in _ENDS
        if begins and ends:
            return start
        start = text.find(words, start + 1)
    return None


def _reasons(exact: str, text: str, start: int) -> list[str]:
    # A label in front says what kind of sentence follows: it is read with it, though it is not quoted.
    labelled = f"{label_before(text, start)} {exact}".strip()
    reasons = [reason for reason, pattern in _CONTEXTS if pattern.search(labelled) or pattern.search(exact)]
    end = start + len(exact)
    following = text[end : end + NEXT_WORDS]
    if spans := sentences(following):
        after = following[spans[0].start : spans[0].end]
        if _TAKEN_BACK.search(after) or _IN_DOUBT.search(after):
            reasons.append(f"the next sentence limits it: “{after}”")
    return reasons
