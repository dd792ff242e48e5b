"""A first checker: a verbatim claim is carried by its words; what it judges is the context they stand in.

That the words are there is known already. A sentence may still be an aim, a question, a hypothesis or
somebody else's result, or be taken back by the next one: then the quote does not carry the claim.
"""

import re
from collections.abc import Sequence

from research_assistant.domain.claim import Claim, Judgement, Verdict
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.labels import label_before
from research_assistant.kit.sentences import sentences

NEXT_WORDS = 300
"""Code points after the quote in which the next sentence is looked for."""

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


class ContextChecker:
    """Judges verbatim claims by the context of their quotes."""

    @property
    def name(self) -> str:
        """Name and version."""
        return "context/1"

    async def judge(self, claim: Claim, evidence: Sequence[Evidence], documents: Sequence[Document]) -> Judgement:
        """Return `supported` where the words are the source's own and nothing beside them takes them back."""
        reasons = [
            reason for each, document in zip(evidence, documents, strict=True) for reason in _reasons(each, document)
        ]
        if claim.text not in {each.quote.exact for each in evidence}:
            reasons.append("it is not in the words of its evidence, which is all that this checker can judge")
        verdict = Verdict.NOT_ENOUGH_INFO if reasons else Verdict.SUPPORTED
        return Judgement(verdict=verdict, reasons=tuple(dict.fromkeys(reasons)), checker=self.name)


def _reasons(evidence: Evidence, document: Document) -> list[str]:
    quote = evidence.quote
    # A label in front says what kind of sentence follows: it is read with it, though it is not quoted.
    labelled = f"{label_before(document.text, quote.start)} {quote.exact}".strip()
    reasons = [reason for reason, pattern in _CONTEXTS if pattern.search(labelled) or pattern.search(quote.exact)]
    following = document.text[quote.end : quote.end + NEXT_WORDS]
    if spans := sentences(following):
        after = following[spans[0].start : spans[0].end]
        if _TAKEN_BACK.search(after) or _IN_DOUBT.search(after):
            reasons.append(f"the next sentence limits it: “{after}”")
    return reasons
