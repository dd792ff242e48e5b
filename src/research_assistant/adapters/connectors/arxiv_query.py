"""Questions in arXiv's query language, in which nothing of a question is an operator.

The language: https://info.arxiv.org/help/api/user-manual.html, section 5.1.
"""

from research_assistant.adapters.connectors.terms import MOST_TOGETHER, terms_of
from research_assistant.domain.query import Scope

_FIRST_YEAR, _LAST_YEAR = 1991, 2999  # arXiv began in 1991


def arxiv_wordings(text: str) -> tuple[str, ...]:
    """Return the search text as arXiv takes it: all terms at once if they are few, then any of them."""
    terms = [f'all:"{term}"' for term in terms_of(text)]
    if len(terms) <= 1:
        return tuple(terms)
    any_of_them = " OR ".join(terms)
    return (" AND ".join(terms), any_of_them) if len(terms) <= MOST_TOGETHER else (any_of_them,)


def submitted_between(scope: Scope) -> str:
    """Return the filter by the year in which a work was submitted; empty where any year will do."""
    if scope.year_from is None and scope.year_to is None:
        return ""
    first, last = (
        min(max(year, _FIRST_YEAR), _LAST_YEAR)
        for year in (scope.year_from or _FIRST_YEAR, _LAST_YEAR if scope.year_to is None else scope.year_to)
    )
    return f"submittedDate:[{first}01010000 TO {last}12312359]"
