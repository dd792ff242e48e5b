"""From what a client sends to what the services understand."""

import re

from research_assistant.bootstrap import Application
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.query import Options, Scope
from research_assistant.web.schemas.research import Question

LONGEST_WAIT = 240
"""Seconds for which `Prefer: wait` holds an answer back at most."""

LONGEST_KEY = 255

_WAIT = re.compile(r"(?:^|,|;)\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=$|,|;)", re.IGNORECASE)
_FLAGS = {"search_web": ("web",), "search_arxiv": ("arxiv",), "search_documents": ("library",)}


def scope_of(question: Question, made: Application) -> Scope:
    """Return where to look.

    The flags of earlier clients choose among the places that this server searches; one that is not given counts as yes.

    Raises:
        InvalidInput: No place is left, or a number is out of its range.
    """
    given = {name: getattr(question, name) for name in _FLAGS}
    if question.sources is not None:
        if any(flag is not None for flag in given.values()):
            raise InvalidInput("Both sources and search_… were given.", next_step="Give sources alone.")
        connectors = tuple(dict.fromkeys(question.sources))
    else:
        refused = {name for flag, names in _FLAGS.items() if given[flag] is False for name in names}
        connectors = tuple(name for name in made.connectors if name not in refused)
    return Scope(
        connectors=connectors,
        max_sources=question.max_sources or made.settings.default_max_sources,
        collection=question.collection,
        year_from=question.filters.year_from,
        year_to=question.filters.year_to,
    )


def options_of(question: Question, made: Application) -> Options:
    """Return how the answer is to be made."""
    return Options(
        verification_level=question.verification_level or made.settings.default_verification_level,
        citation_style=question.citation_style or made.settings.default_citation_style,
        locale=question.locale,
    )


def seconds_to_wait(prefer: str | None) -> int:
    """Return for how long the client prefers to wait (RFC 7240, section 4.3); 0 for not at all."""
    found = _WAIT.search(prefer or "")
    return min(int(found[1]), LONGEST_WAIT) if found else 0


def idempotency_key(given: str | None) -> str | None:
    """Return the key under which a question is asked once.

    Raises:
        InvalidInput: It is empty, too long, or not printable.
    """
    if given is None:
        return None
    if not 1 <= len(given) <= LONGEST_KEY or not given.isprintable():
        raise InvalidInput(
            "The header Idempotency-Key cannot be used.", next_step=f"Send 1 to {LONGEST_KEY} printable characters."
        )
    return given
