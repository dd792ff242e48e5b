"""The shape of a report as JSON: what the API answers with and what the JSON export holds.

`docs/reference/report.schema.json` is made from it.
"""

import json
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from research_assistant.domain.authority import Authority
from research_assistant.domain.claim import Verdict
from research_assistant.domain.finding import FindingType
from research_assistant.domain.notices import NoticeKind
from research_assistant.domain.query import Outcome, Status, VerificationLevel
from research_assistant.domain.work import Extent

SCHEMA_VERSION: Literal[1] = 1
"""Grows when a field goes away or changes its meaning; new fields do not change it."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True, frozen=True, use_attribute_docstrings=True)


class SummarySentence(_Shape):
    """A sentence of the short answer."""

    text: str
    claim_id: str
    """The claim that it is."""
    evidence_ids: list[str]
    in_text: list[str]
    """Its citations in the citation style, as Markdown."""


class Claim(_Shape):
    """One checkable sentence with its verdict."""

    claim_id: str
    text: str
    verdict: Verdict
    reasons: list[str]
    """What speaks against it; empty where nothing does."""
    checker: str
    """Name and version of what judged."""
    evidence_ids: list[str]


class Finding(_Shape):
    """What the evidence says on one point."""

    id: str
    subquestion_id: str
    text: str
    type: FindingType
    confidence: float = Field(ge=0, le=1)
    """Computed from the evidence."""
    sources: list[str]
    """Ids of the independent sources that say it, the strongest first."""
    flags: list[str]
    """What a reader has to know before relying on it."""
    in_summary: bool
    claims: list[Claim]
    opposing: list[Claim]
    """What is said to the contrary."""


class Identifier(_Shape):
    """One name of a work in one register."""

    scheme: str
    value: str


class Origin(_Shape):
    """One hit that led to a source."""

    connector: str
    subquestion_id: str
    rank: int
    score: float
    """Comparable inside one answer of one connector only."""
    parts: dict[str, float]
    """What the score is made of."""


class Said(_Shape):
    """What one record says of one field."""

    connector: str
    record: str
    """Its name there: an id of the library, an identifier, an address, or the title."""
    value: str


class FieldOrigin(_Shape):
    """Which record a field of a work is from."""

    field: str
    """Such as `title` or `variables.volume`."""
    taken: Said
    others: list[Said]
    """Records that say something else, not only in other letters."""


class Opened(_Shape):
    """How a copy came from the net."""

    url: str
    """Where it was in the end, after redirects: not to be made a link without a check."""
    received_at: datetime
    drift: str
    """How the text differs from what was read there before; empty where it does not."""


class Notice(_Shape):
    """What one place tells became of a work after it was published."""

    kind: NoticeKind
    name: str
    """Of the notice itself, such as `doi:…`, or its address; empty where only the fact is known."""
    date: str
    """ISO 8601, as far as it is known; else empty."""
    said_by: str
    """The connector whose record tells of it."""
    version: str
    """The version that it is about where that is not the one that is cited; else empty."""


class Source(_Shape):
    """A work that was taken into the query."""

    id: str
    key: str
    """Its citation key among the references."""
    rank: int = Field(ge=1)
    """1 is best."""
    score: float
    """Of the best; it says how the work was found, and stands back for its place and its age."""
    authority: Authority | None
    """The kind of place that it is from; null in reports of earlier versions."""
    setbacks: dict[str, float]
    """Places that it was set back in the answers it was found in, by the reason: `authority`, `age`."""
    why: list[str]
    """Why it was taken and stands where it does, as phrases."""
    title: str
    authors: list[str]
    year: int | None
    type: str
    """A CSL 1.0.2 item type."""
    venue: str
    url: str
    """As its record gives it: not to be made a link without a check."""
    identifiers: list[Identifier]
    extent: Extent
    """How much of it was read."""
    document_id: str | None
    """The stored copy that was read; null where nothing could be."""
    opened: Opened | None
    """How the copy came from the net; null where it was stored or came with the record."""
    cached: bool | None
    """Whether that copy was at hand; null where nothing was looked up in the net."""
    unopened: str
    """Why the full text was not read though a record says where it lies; empty otherwise."""
    unread: str
    """Why nothing was read; empty where something was."""
    cited: bool
    origins: list[Origin]
    fields: list[FieldOrigin]
    """Where each field of the work is from, where several records tell of it; else empty."""
    notices: list[Notice]
    """What became of it after it was published, the gravest first."""
    retracted: bool
    """Whether it was retracted or withdrawn; no finding rests on it, unless it became so since: see `recheck`."""
    notice_of: str
    """Where it is itself a notice, the work that it is about; else empty."""
    citations: int | None
    """How many works cite it, by the largest count of an index; null where none tells."""
    preprints: list[str]
    """The names of its preprints where it is cited as published; else empty."""
    preprint_read: str
    """The preprint whose text was read though the published version is cited; else empty."""


class Citation(_Shape):
    """The pointer from a claim to the exact words in the stored copy of a source (W3C TextQuoteSelector)."""

    finding_id: str
    claim_id: str
    evidence_id: str
    source_id: str
    document_id: str
    exact: str
    prefix: str
    suffix: str
    start: int = Field(ge=0)
    """In Unicode code points of the document, from 0."""
    end: int = Field(ge=0)
    section: str
    """The heading that the words stand under; empty where the document has none."""
    page: str
    """What is printed on their page, or on the first and the last of them; empty where there are no pages."""
    relevance: float = Field(ge=0, le=1)
    """How likely the quote bears on the subquestion."""
    verdict: Verdict
    opposing: bool
    """Whether the claim says the contrary of its finding."""
    in_text: str
    """In the citation style, as Markdown."""


class Reference(_Shape):
    """The bibliographic entry of a cited source."""

    key: str
    source_id: str
    csl: dict[str, JsonValue]
    """A CSL-JSON item (CSL 1.0.2)."""
    text: str
    """The entry in the citation style, as Markdown."""
    note: str
    """What its note says, where the style cites in notes; else empty."""


class Search(_Shape):
    """One search text put to one connector."""

    connector: str
    subquestion_id: str
    text: str
    asked_at: datetime
    count: int
    """Hits in the answer."""
    failure: str
    """Why there is no answer; empty when there is one."""
    asked: list[str]
    """What was really sent, one address or text a request; empty for the library."""
    total: int | None
    """Works that the place says there are; null where it does not say."""
    seconds: float
    cached: bool
    """Whether the answer was at hand and nothing was sent."""
    refused: list[str]
    """What of the answer could not be read."""


class Change(_Shape):
    """What is new of one cited work since the report was made."""

    source_id: str
    notices: list[Notice]
    published: list[str]
    """The DOIs under which what was cited as a preprint has been published."""


class Recheck(_Shape):
    """One look at all works that the report cites, after it was made."""

    checked_at: datetime
    works: int
    """How many works are cited."""
    found: int
    """How many of them a register knows."""
    changes: list[Change]
    failures: list[str]
    """Registers that did not answer, in sentences."""


class Stats(_Shape):
    """How the report was made."""

    counts: dict[str, int]
    searches: list[Search]
    versions: dict[str, str]


class SubQuestion(_Shape):
    """One part of the question."""

    id: str
    text: str
    search_text: str


class Plan(_Shape):
    """What was searched, or will be."""

    subquestions: list[SubQuestion]


class Scope(_Shape):
    """Where was looked, how much was taken at most, and which works were wanted."""

    connectors: list[str]
    max_sources: int
    collection: str | None
    year_from: int | None
    year_to: int | None
    types: list[str]
    """CSL 1.0.2 item types; empty for all."""
    languages: list[str]
    """ISO 639-1 codes; empty for all."""
    preprints: bool
    """Whether works that no venue has published yet were wanted."""


class Budget(_Shape):
    """What the query was allowed to use up; null is without bound."""

    money: float | None
    """US dollars for paid calls."""
    tokens: int | None
    """Tokens that paid calls may read and write."""
    seconds: float | None
    """How long it may run; waiting does not count."""


class Report(_Shape):
    """The result of one research query."""

    schema_version: Literal[1]
    query_id: str
    query: str
    status: Status
    outcome: Outcome
    summary: str
    """The short answer as one text; empty where there is none."""
    summary_sentences: list[SummarySentence]
    confidence: float | None = Field(ge=0, le=1)
    """Of the short answer; null without one."""
    findings: list[Finding]
    """The most certain first."""
    sources: list[Source]
    citations: list[Citation]
    references: list[Reference]
    """Of the cited sources, in the order of the style."""
    not_found: list[str]
    """What was looked for and not found, and other limits."""
    plan: Plan
    scope: Scope
    budget: Budget
    stats: Stats
    verification_level: VerificationLevel
    citation_style: str
    """The name of the style, or of its file."""
    locale: str
    """The language of the references' terms; empty for the style's own."""
    created_at: datetime
    finished_at: datetime
    recheck: Recheck | None
    """The last look at the cited works; null where nobody has looked again."""


def report_schema() -> str:
    """Return the JSON Schema (2020-12) of a report."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
