"""The form in which a question is asked: what it offers, and the question that it carries."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from research_assistant.adapters.cite.styles import STYLES
from research_assistant.bootstrap import Application
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.query import (
    LONGEST_QUESTION,
    MOST_SOURCES,
    Options,
    Scope,
    VerificationLevel,
    question,
)
from research_assistant.domain.user import User
from research_assistant.domain.wanted import languages_named, types_named
from research_assistant.kit.ids import new_id
from research_assistant.kit.tokens import digest
from research_assistant.web.asking import options_of, scope_of
from research_assistant.web.forms import Form
from research_assistant.web.schemas.research import Question

CONNECTORS: Final = {
    "library": "Library",
    "arxiv": "arXiv",
    "openalex": "OpenAlex",
    "crossref": "Crossref",
    "europepmc": "Europe PMC",
    "semantic_scholar": "Semantic Scholar",
    "wikipedia": "Wikipedia",
    "web": "Web",
}
"""What connectors are called where people choose among them; others by their names."""

TYPES: Final = {
    "article": "Articles",
    "conference": "Conference papers",
    "book": "Books",
    "chapter": "Chapters",
    "thesis": "Theses",
    "report": "Reports",
    "dataset": "Data sets",
    "webpage": "Web pages",
}
"""Types of works that people choose among; programs may name all of CSL's."""

_ASKED: Final = ("query", "max_sources", "verification_level", "citation_style", "collection")


class Refused(Exception):
    """A form carries no question that can be asked.

    Attributes:
        form: The form with what is wrong.
    """

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form


def asked(form: Form, made: Application) -> tuple[str, Scope, Options]:
    """Return the question that a form carries.

    Raises:
        Refused: It carries none.
    """
    try:
        question(form.text("query"))
    except InvalidInput as error:
        raise Refused(form.refused("query", str(error))) from error
    sources = form.chosen.get("sources", ())
    if not sources:
        raise Refused(form.refused("sources", "Choose at least one."))
    body: dict[str, object] = {name: value for name in _ASKED if (value := form.text(name).strip())}
    years = {name: value for name in ("year_from", "year_to") if (value := form.text(name).strip())}
    languages = form.text("languages").replace(",", " ").split()
    for name, named, check in (
        ("types", form.chosen.get("types", ()), types_named),
        ("languages", languages, languages_named),
    ):
        try:
            check(named)
        except InvalidInput as error:
            raise Refused(form.refused(name, error)) from error
    filters = {
        **years,
        "types": form.chosen.get("types", ()),
        "languages": languages,
        "preprints": not form.text("no_preprints"),
    }
    try:
        read = Question.model_validate(
            {**body, "sources": sources, "filters": filters, "edit_plan": bool(form.text("edit_plan"))}
        )
    except ValidationError as error:
        for each in error.errors():
            form = form.refused(str(each["loc"][-1]), f"{each['msg']}.")
        raise Refused(form) from error
    try:
        return read.query, scope_of(read, made), options_of(read, made)
    except InvalidInput as error:
        raise Refused(form.refused("year_to" if years else "", error)) from error


def idempotency_key(form: Form) -> str:
    """Return what is the same where the same form is sent twice, as by a double click, and nowhere else."""
    return digest(repr(sorted(form.chosen.items())))


async def offered(user: User, made: Application) -> Mapping[str, object]:
    """Return what the form lets somebody choose from."""
    settings = made.settings
    collections = sorted({name for name, _, _ in await made.library.collections(user=user) if name})
    return {
        "key": new_id(),
        "longest": LONGEST_QUESTION,
        "most_sources": MOST_SOURCES,
        "connectors": made.connectors,
        "connector_words": CONNECTORS,
        "default_connectors": settings.default_connectors,
        "levels": [(level.value, _asks(level, made)) for level in VerificationLevel],
        "types": list(TYPES.items()),
        "styles": [(name, name) for name in STYLES],
        "collections": [("", "all of it"), *((name, name) for name in collections)] if collections else [],
        "default_level": settings.default_verification_level.value,
        "default_style": settings.default_citation_style,
        "default_sources": settings.default_max_sources,
    }


def _asks(level: VerificationLevel, made: Application) -> str:
    threshold = made.settings.thresholds[level]
    few = "1 source" if threshold.min_sources == 1 else f"{threshold.min_sources} independent sources"
    words = f"{few}, confidence of {threshold.min_confidence:g} or more"
    match level:
        case VerificationLevel.STRICT:
            return f"{words}; the rest is left out of the short answer."
        case VerificationLevel.STANDARD:
            return f"{words}; the rest is told and marked."
        case VerificationLevel.LENIENT:
            return f"{words}."
