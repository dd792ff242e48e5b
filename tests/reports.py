"""Example reports: one with an agreement, a flagged finding and a disagreement, and one that found nothing."""

from dataclasses import replace
from datetime import UTC, datetime

from research_assistant.domain.authority import TOLD, Authority
from research_assistant.domain.citation import citation_key, cited_sources
from research_assistant.domain.claim import CheckedClaim, Claim, Judgement, Verdict
from research_assistant.domain.evidence import Evidence, Quote
from research_assistant.domain.finding import Finding, FindingType
from research_assistant.domain.hit import Search
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import Options, Outcome, ResearchQuery, Scope, Status
from research_assistant.domain.report import Making, Report, SummarySentence
from research_assistant.domain.source import Opened, Origin, Source
from research_assistant.domain.work import Extent, Identifier, Name, Work
from research_assistant.ports.citer import Rendered

ASKED = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
CHECKER = "context/1"

QUESTION = "Do zinc lozenges shorten colds?"
SAYINGS = (
    "Zinc acetate lozenges shortened colds by 33% (95% CI 21% to 45%).",
    "Lozenges that release at least 75 mg of zinc a day shorten the common cold by about a third.",
    "Zinc may reduce the number of colds that last longer than 7 days.",
    "In adults, zinc carbonate lozenges did not shorten the common cold (p = 0.20).",
)
TITLES = (
    "Zinc lozenges and the common cold: a meta-analysis",
    "Zinc for the treatment of the common cold",
    "Zinc for the common cold",
    "Zinc carbonate lozenges in working adults: a randomised trial",
    "Colds and their costs to employers",
)


def query(text: str = QUESTION) -> ResearchQuery:
    return ResearchQuery(
        query_id="019c9e2a-0000-7000-8000-000000000001",
        user_id="019c9e2a-0000-7000-8000-000000000002",
        text=text,
        scope=Scope(year_from=2000),
        options=Options(),
        created_at=ASKED,
        status=Status.RUNNING,
    )


def works(titles: tuple[str, ...] = TITLES) -> tuple[Work, ...]:
    return (
        Work(
            title=titles[0],
            authors=(Name(family="Hemilä", given="Harri"),),
            year=2017,
            type="article-journal",
            venue="JRSM Open",
            url="https://doi.org/10.1177/2054270417694291",
            identifiers=(Identifier(scheme="doi", value="10.1177/2054270417694291"),),
        ),
        Work(title=titles[1], type="article-journal", identifiers=(Identifier(scheme="scifact", value="4983"),)),
        Work(title=titles[2], year=2013, authors=(Name(literal="Cochrane Review Group"),)),
        Work(
            title=titles[3],
            authors=(Name(family="Hemilä", given="Harri"), Name(family="Haukka", given="Jari")),
            year=2020,
            type="article-journal",
            venue="BMJ Open",
        ),
        Work(title=titles[4], year=2003),
    )


def _sources(titles: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(
        Source(
            source_id=f"019c9e2a-0000-7000-8000-00000000010{rank}",
            rank=rank,
            work=work,
            score=round(1 / rank, 3),
            origins=(Origin(connector="library", subquestion_id="q1", rank=rank, score=9.5 - rank),),
            document_id=f"{rank}" * 64,
            extent=Extent.FULL_TEXT if rank == 1 else Extent.ABSTRACT,
            opened=Opened(url="https://journal.example/zinc", received_at=ASKED) if rank == 1 else None,
            cached=False if rank == 1 else None,
            authority=Authority.JOURNAL,
            why=(f"found by library at rank {rank}", TOLD[Authority.JOURNAL]),
        )
        for rank, work in enumerate(works(titles), start=1)
    )


def _evidence(number: int, source: Source, saying: str) -> Evidence:
    assert source.document_id is not None
    start = 100 * number
    return Evidence(
        evidence_id=f"e{number}",
        subquestion_id="q1",
        source_id=source.source_id,
        passage_id=f"{source.document_id}:0-900",
        quote=Quote(
            document_id=source.document_id,
            start=start,
            end=start + len(saying),
            exact=saying,
            prefix="RESULTS ",
            suffix=" No serious harm was seen.",
            section="Results" if source.extent is Extent.FULL_TEXT else "",
            page="4" if source.extent is Extent.FULL_TEXT else "",
        ),
        relevance=0.9 - number / 10,
    )


def _checked(number: int, saying: str, *reasons: str) -> CheckedClaim:
    verdict = Verdict.NOT_ENOUGH_INFO if reasons else Verdict.SUPPORTED
    return CheckedClaim(
        claim=Claim(claim_id=f"c{number}", text=saying, evidence_ids=(f"e{number}",)),
        judgement=Judgement(verdict=verdict, reasons=reasons, checker=CHECKER),
    )


def _findings(sources: tuple[Source, ...], sayings: tuple[str, ...]) -> tuple[Finding, ...]:
    first, second, third, fourth = sayings
    return (
        Finding(
            finding_id="019c9e2a-0000-7000-8000-000000000201",
            subquestion_id="q1",
            text=first,
            type=FindingType.DISAGREEMENT,
            confidence=0.648,
            claims=(_checked(1, first), _checked(2, second)),
            opposing=(_checked(4, fourth),),
            source_ids=(sources[0].source_id, sources[1].source_id),
        ),
        Finding(
            finding_id="019c9e2a-0000-7000-8000-000000000202",
            subquestion_id="q1",
            text=third,
            type=FindingType.SINGLE_SOURCE,
            confidence=0.3,
            claims=(_checked(3, third, "the sentence tells a possibility: “may”"),),
            opposing=(),
            source_ids=(sources[2].source_id,),
            flags=(
                "not settled: the sentence tells a possibility: “may”",
                "said by 1 of the 2 independent sources that this level asks for",
            ),
            in_summary=False,
        ),
    )


def report(*, question: str = QUESTION, titles: tuple[str, ...] = TITLES, sayings: tuple[str, ...] = SAYINGS) -> Report:
    """Return a report with two findings: a disagreement, and a flagged one of a single source."""
    sources = _sources(titles)
    return Report(
        query=query(question),
        plan=Plan(
            subquestions=(SubQuestion(id="q1", text=question, search_text="zinc lozenges colds"),), language="en"
        ),
        outcome=Outcome.PARTIAL,
        summary=(SummarySentence(text=sayings[0], claim_id="c1", evidence_ids=("e1",)),),
        findings=_findings(sources, sayings),
        evidence=tuple(_evidence(number, sources[number - 1], each) for number, each in enumerate(sayings, start=1)),
        sources=sources,
        not_found=("arxiv could not be searched (no answer within 20 s): what it holds is missing here.",),
        confidence=0.648,
        made=Making(
            searches=(
                Search(connector="library", subquestion_id="q1", text="zinc lozenges colds", asked_at=ASKED, count=7),
                Search(
                    connector="arxiv",
                    subquestion_id="q1",
                    text="zinc lozenges colds",
                    asked_at=ASKED,
                    failure="no answer within 20 s",
                ),
                Search(
                    connector="web",
                    subquestion_id="q1",
                    text="zinc lozenges colds",
                    asked_at=ASKED,
                    count=3,
                    asked=("http://127.0.0.1:8888/search?q=zinc+lozenges+colds",),
                    total=1200,
                    seconds=0.4,
                    cached=True,
                ),
            ),
            counts={"searches": 2, "hits": 40, "sources": 5, "sources_read": 5, "evidence": 9, "findings": 2},
            versions={"research-assistant": "0.1.0", "checker": CHECKER},
        ),
        finished_at=datetime(2026, 3, 1, 12, 0, 9, tzinfo=UTC),
    )


def empty_report() -> Report:
    """Return a report that found nothing."""
    text = "Do unicorns dream of zinc?"
    full = report(question=text)
    return replace(
        full,
        outcome=Outcome.NO_EVIDENCE,
        summary=(),
        findings=(),
        evidence=(),
        sources=(),
        not_found=(f"Nothing that answers “{text}” was found in: library.",),
        confidence=None,
        made=replace(full.made, searches=full.made.searches[:1], counts={"searches": 1, "hits": 0, "sources": 0}),
    )


def references(given: Report) -> Rendered:
    """Return references as a citation processor might, one for every cited source."""
    keys = [citation_key(source) for source in cited_sources(given)]
    return Rendered(
        in_text={key: f"(Author {key}, 2017)" for key in keys},
        bibliography={key: f"Author {key}. (2017). *A title*. <https://doi.org/10.1000/{key}>" for key in keys},
    )
