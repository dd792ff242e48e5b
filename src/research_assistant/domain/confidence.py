"""How far the evidence carries a finding.

Each independent source that says it, and whose claim passed the checker, halves at most what is left of the
doubt: a source with relevance r leaves the share `1 - r / 2` of it. Sources that say the contrary take away
in the same measure. That a claim is verbatim adds nothing: it says that the words are there, not that they
are true.
"""

from collections.abc import Iterable
from math import prod

SHARE_OF_DOUBT = 0.5
"""What one perfectly relevant source takes of the doubt: one gives 0.5, two 0.75, three 0.875."""


def confidence(supporting: Iterable[float], opposing: Iterable[float]) -> float:
    """Return the confidence in [0, 1].

    Args:
        supporting: Relevance in [0, 1] of each independent source that says it; the best of each source.
        opposing: The same for those that say the contrary.
    """
    return round(_carried(supporting) * (1 - _carried(opposing)), 3)


def _carried(relevances: Iterable[float]) -> float:
    return 1 - prod(1 - SHARE_OF_DOUBT * relevance for relevance in relevances)
