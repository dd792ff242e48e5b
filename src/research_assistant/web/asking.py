"""From what a client sends to what the services understand."""

import re

from research_assistant.bootstrap import Application
from research_assistant.domain.budget import Budget
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.query import Options, Scope
from research_assistant.domain.wanted import languages_named, types_named
from research_assistant.web.schemas.research import Question

LONGEST_WAIT = 240
"""Seconds for which `Prefer: wait` holds an answer back at most."""

LONGEST_KEY = 255

_WAIT = re.compile(r"(?:^|,|;)\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=$|,|;)", re.IGNORECASE)
_FLAGS = {"search_web": "web", "search_arxiv": "arxiv", "search_documents": "library"}


def scope_of(question: Question, made: Application) -> Scope:
    """Return where to look.

    The flags of earlier clients choose among the places that this server searches; those that are not given leave it
    to `DEFAULT_SOURCES`.

    Raises:
        InvalidInput: No place is left, a number is out of its range, or there is no such type or language.
    """
    given = {name: getattr(question, name) for name in _FLAGS}
    if question.sources is not None:
        if any(flag is not None for flag in given.values()):
            raise InvalidInput("Both sources and search_… were given.", next_step="Give sources alone.")
        connectors = tuple(dict.fromkeys(question.sources))
    else:
        wanted = {name: given[flag] for flag, name in _FLAGS.items()}
        default = made.settings.default_connectors
        connectors = tuple(
            name for name in made.connectors if wanted.get(name) or (wanted.get(name) is None and name in default)
        )
    return Scope(
        connectors=connectors,
        max_sources=question.max_sources or made.settings.default_max_sources,
        collection=question.collection,
        year_from=question.filters.year_from,
        year_to=question.filters.year_to,
        types=types_named(question.filters.types),
        languages=languages_named(question.filters.languages),
        preprints=question.filters.preprints,
    )


def options_of(question: Question, made: Application) -> Options:
    """Return how the answer is to be made."""
    return Options(
        verification_level=question.verification_level or made.settings.default_verification_level,
        citation_style=question.citation_style or made.settings.default_citation_style,
        locale=question.locale,
        budget=Budget(money=question.budget.money, tokens=question.budget.tokens, seconds=question.budget.seconds),
        edit_plan=question.edit_plan,
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
