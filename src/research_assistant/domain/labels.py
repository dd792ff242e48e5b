"""The labels of structured abstracts, such as `CONCLUSIONS`, which stand before a sentence and are no part of it.

Source: the headings of structured abstracts that MEDLINE maps to five categories
(National Library of Medicine, "Structured Abstracts in MEDLINE"); here the common ones, written in capitals.
"""

import re

_LABELS = (
    "AIM",
    "AIMS",
    "AIM OF THE STUDY",
    "BACKGROUND",
    "BACKGROUND AND AIMS",
    "BACKGROUND AND OBJECTIVES",
    "BACKGROUND AND PURPOSE",
    "CONCLUSION",
    "CONCLUSIONS",
    "CONCLUSIONS AND RELEVANCE",
    "CONTEXT",
    "DESIGN",
    "DESIGN AND SETTING",
    "DESIGN, SETTING, AND PARTICIPANTS",
    "DISCUSSION",
    "FINDINGS",
    "IMPORTANCE",
    "INTERPRETATION",
    "INTERVENTION",
    "INTERVENTIONS",
    "INTRODUCTION",
    "LIMITATIONS",
    "MAIN OUTCOME MEASURE",
    "MAIN OUTCOME MEASURES",
    "MAIN OUTCOMES AND MEASURES",
    "MAIN RESULTS",
    "MATERIAL AND METHODS",
    "MATERIALS AND METHODS",
    "MEASUREMENTS",
    "METHOD",
    "METHODS",
    "METHODS AND FINDINGS",
    "METHODS AND RESULTS",
    "METHODOLOGY/PRINCIPAL FINDINGS",
    "OBJECTIVE",
    "OBJECTIVES",
    "PARTICIPANTS",
    "PATIENTS",
    "PATIENTS AND METHODS",
    "PRINCIPAL FINDINGS",
    "PURPOSE",
    "RATIONALE",
    "RESEARCH DESIGN AND METHODS",
    "RESULT",
    "RESULTS",
    "RESULTS AND CONCLUSIONS",
    "SETTING",
    "SIGNIFICANCE",
    "STUDY DESIGN",
    "SUBJECTS",
)
_ANY = "|".join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))
_LEADING = re.compile(rf"({_ANY})(?:\s*[:.–—-])?\s+(?=[A-Z0-9\"“(<>≥≤])")
_BEFORE = re.compile(rf"(?:^|\s)({_ANY})(?:\s*[:.–—-])?\s+$")
LONGEST = 60
"""Code points that the longest label with its mark and spaces takes, and some more."""


def label_length(sentence: str) -> int:
    """Return how many code points of `sentence` are a label before it; 0 where there is none."""
    found = _LEADING.match(sentence)
    return found.end() if found else 0


def label_before(text: str, start: int) -> str:
    """Return the label that stands right before `start` in `text`, or nothing."""
    found = _BEFORE.search(text, max(0, start - LONGEST), start)
    return found[1] if found else ""
