"""The years of a scope as search engines take them."""

from research_assistant.domain.query import Scope

_FIRST, _LAST = 1900, 2999


def days(scope: Scope) -> tuple[str, str] | None:
    """Return the first and the last day of the years that are wanted, in ISO 8601; nothing where any year will do."""
    if scope.year_from is None and scope.year_to is None:
        return None
    first = _FIRST if scope.year_from is None else scope.year_from
    last = _LAST if scope.year_to is None else scope.year_to
    first, last = (min(max(year, _FIRST), _LAST) for year in (first, last))
    return f"{first}-01-01", f"{last}-12-31"
