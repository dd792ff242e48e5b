"""Which works are wanted, whatever place they are from: years, types, languages, and whether preprints are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from research_assistant.domain.document import Document
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Source
from research_assistant.domain.wanted import UNKNOWN_TYPE, language_code
from research_assistant.domain.work import Work

FOREIGN = "in a language that was not asked for"


def unwanted(work: Work, scope: Scope) -> str:
    """Return why `scope` leaves the work out, or nothing; what no record tells leaves no work out."""
    if work.year is not None and scope.year_from is not None and work.year < scope.year_from:
        return f"older than {scope.year_from}"
    if work.year is not None and scope.year_to is not None and work.year > scope.year_to:
        return f"younger than {scope.year_to}"
    if scope.types and work.type not in {*scope.types, UNKNOWN_TYPE}:
        return "of a type that was not asked for"
    if not scope.preprints and Likeness(work).is_preprint:
        return "preprints that no venue has published yet"
    if scope.languages and (told := _language(work)) and told not in scope.languages:
        return FOREIGN
    return ""


def is_foreign(source: Source, document: Document, scope: Scope) -> bool:
    """Tell whether a text is in a language that is not wanted, where only reading it could tell."""
    recognised = language_code(document.language)
    return bool(scope.languages and not _language(source.work) and recognised and recognised not in scope.languages)


def left_out(reasons: Mapping[str, int]) -> Iterator[str]:
    """Yield in sentences how many works were left out, and why."""
    for reason, number in Counter(reasons).most_common():
        found = "work that was found is" if number == 1 else "works that were found are"
        yield f"{number} {found} left out: {reason}."


def kept_untold(sources: Sequence[Source], scope: Scope) -> Iterator[str]:
    """Yield in sentences how many sources were kept for want of what a filter asks of them."""
    undated = sum(source.work.year is None for source in sources)
    if undated and (scope.year_from is not None or scope.year_to is not None):
        yield f"{undated} of {len(sources)} sources have no year and were kept although years were asked for."
    untyped = sum(source.work.type == UNKNOWN_TYPE for source in sources)
    if untyped and scope.types:
        yield f"{untyped} of {len(sources)} sources tell no type and were kept although types were asked for."
    silent = sum(source.document_id is None and not _language(source.work) for source in sources)
    if silent and scope.languages:
        yield f"{silent} of {len(sources)} sources tell no language and were kept although languages were asked for."


def _language(work: Work) -> str:
    return language_code(work.variables.get("language", ""))
