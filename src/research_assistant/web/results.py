"""Results of queries as clients read them; those that have ended are rendered once and kept for a while."""

from collections import OrderedDict
from datetime import datetime
from typing import Final

from markupsafe import Markup

from research_assistant.adapters.export import schema
from research_assistant.adapters.export.templating import told
from research_assistant.bootstrap import Application
from research_assistant.domain.errors import NotFound
from research_assistant.domain.query import ResearchQuery, Status
from research_assistant.domain.user import User
from research_assistant.web.rendering import fragment
from research_assistant.web.schemas.research import Unfinished

FORMATS: Final = {
    "markdown": "Markdown",
    "html": "HTML",
    "pdf": "PDF",
    "docx": "Word",
    "json": "JSON",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
}
"""What formats are called where people choose among them; others by their names."""

KEPT_BYTES = 64 * 1024 * 1024
"""Of rendered results in one process."""


_Key = tuple[str, datetime | None, datetime | None, str]


class Results:
    """Finds results, and keeps what it rendered."""

    def __init__(self, made: Application) -> None:
        self._made = made
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._size = 0

    async def result(self, query: ResearchQuery, *, user: User) -> bytes:
        """Return the result of a query as JSON: its report, or how far it has come."""
        try:
            return await self.file(query, user=user, format_name="json")
        except NotFound:
            events = await self._made.research.events(query.query_id, user=user, after=0)
            stats = {event.step: number for event in events if (number := event.counts.get("made")) is not None}
            planned = await self._made.research.plan(query)
            told = {
                "stats": stats,
                "reason": query.reason,
                "plan": None if planned is None else schema.Plan.model_validate(planned),
                "scope": schema.Scope.model_validate(query.scope),
                "budget": schema.Budget.model_validate(query.options.budget),
            }
            return Unfinished.of(query).model_copy(update=told).model_dump_json().encode()

    async def file(self, query: ResearchQuery, *, user: User, format_name: str) -> bytes:
        """Return the report of a query as a file.

        Raises:
            NotFound: It has no report yet.
            InvalidInput: There is no such format.
        """
        key = (query.query_id, query.finished_at, query.rechecked_at, format_name)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        report = await self._made.research.report(query.query_id, user=user)
        return self._keep(key, await self._made.exports.export(report, format_name))

    async def page(self, query: ResearchQuery, *, user: User, may_ask: bool) -> Markup:
        """Return the report of a query as the part of a page.

        Raises:
            NotFound: It has no report.
        """
        key = (query.query_id, query.finished_at, query.rechecked_at, f"page {may_ask}")
        if key in self._kept:
            self._kept.move_to_end(key)
            return _made(self._kept[key])
        report, references = await self._made.exports.referenced(
            await self._made.research.report(query.query_id, user=user)
        )
        content = fragment(
            "report_shown.html",
            **told(report, references),
            query=query,
            may_ask=may_ask,
            recheckable=self._made.rechecking.can_ask,
            resumable=query.status is Status.CANCELLED,
            formats=[(name, FORMATS.get(name, name)) for name in self._made.exports.formats],
        )
        return _made(self._keep(key, content.encode()))

    def _keep(self, key: _Key, content: bytes) -> bytes:
        self._size += len(content) - len(self._kept.get(key, b""))
        self._kept[key] = content
        while self._size > KEPT_BYTES:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone)
        return content


def _made(content: bytes) -> Markup:
    return Markup(content.decode())  # noqa: S704 - a template of ours made it
