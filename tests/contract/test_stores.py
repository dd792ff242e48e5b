"""What every store promises, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

import reports
from fakes import NOON, Bytes
from readings import reading, shelve
from research_assistant.adapters.db.tables import (
    citations,
    documents,
    findings,
    passages,
    snapshots,
    sources,
    vectors,
)
from research_assistant.adapters.store.transactions import SqlTransactions, StoredDocuments
from research_assistant.domain.event import EventKind
from research_assistant.domain.library import Visibility
from research_assistant.domain.query import Options, Outcome, ResearchQuery, Scope, Status, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.domain.user import Role, User
from research_assistant.kit.ids import new_id
from research_assistant.pipeline.split import passages as passages_of
from research_assistant.ports.holds import Hold

ZINC = reading("Zinc", "Zinc shortened the common cold.", "doi:10.1/zinc", "colds:1", year=2017)
COPPER = reading("Copper", "Copper conducts heat well.", "colds:2", year=2001)
NAMELESS = reading("Notes", "Nobody gave this text a name.")


async def rows(engine: AsyncEngine, *tables) -> dict[str, int]:
    """Return how many rows the tables have."""
    async with engine.connect() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables
        }


def asking(user: User, text: str = "Does zinc help?", *, minutes: int = 0, query_id: str | None = None):
    return ResearchQuery(
        query_id=query_id or new_id(),
        user_id=user.user_id,
        text=text,
        scope=Scope(connectors=("library", "arxiv"), max_sources=7, collection="colds", year_from=1990, year_to=2020),
        options=Options(
            verification_level=VerificationLevel.STRICT, citation_style="b.csl", style_file="/a/b.csl", locale="de-DE"
        ),
        created_at=NOON + timedelta(minutes=minutes),
    )


async def kept(transactions: SqlTransactions, query: ResearchQuery) -> ResearchQuery:
    async with transactions.writing() as transaction:
        await transaction.queries.add(query)
    return query


class TestTransactions:
    async def test_an_exception_takes_everything_back(self, transactions: SqlTransactions):
        async def fail() -> None:
            async with transactions.writing() as transaction:
                await transaction.users.ensure(User(user_id=new_id(), username="gone", role=Role.READER))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()

        async with transactions.reading() as transaction:
            assert await transaction.users.by_name("gone") is None


class TestUsers:
    async def test_an_account_is_found_by_its_name(self, transactions: SqlTransactions, user: User):
        async with transactions.reading() as transaction:
            assert await transaction.users.by_name(user.username) == user
            assert await transaction.users.by_name("nobody") is None

    async def test_several_that_ensure_one_account_keep_one(self, transactions: SqlTransactions):
        async def ensure() -> User:
            async with transactions.writing() as transaction:
                return await transaction.users.ensure(User(user_id=new_id(), username="local", role=Role.ADMIN))

        kept = await asyncio.gather(*(ensure() for _ in range(5)))

        assert len({user.user_id for user in kept}) == 1


class TestLibrary:
    async def test_an_item_comes_back_as_it_was_added(self, transactions: SqlTransactions, user: User):
        (item,) = await shelve(transactions, user, ZINC, collection="colds")

        async with transactions.reading() as transaction:
            assert await transaction.library.get(item.item_id, user_id=user.user_id) == item
        assert (item.owner_id, item.collection, item.work) == (user.user_id, "colds", ZINC.work)
        assert item.document_id == ZINC.document.document_id

    async def test_an_item_is_found_by_each_of_its_identifiers(self, transactions: SqlTransactions, user: User):
        (item,) = await shelve(transactions, user, ZINC)

        async with transactions.reading() as transaction:
            for name in ("doi:10.1/zinc", "DOI:10.1/zinc", "colds:1", item.item_id.upper()):
                assert await transaction.library.get(name, user_id=user.user_id) == item
            for name in ("doi:10.1/zin", "10.1/zinc", "", ":", "no id", new_id()):
                assert await transaction.library.get(name, user_id=user.user_id) is None

    async def test_added_again_it_stays_one_item(self, transactions: SqlTransactions, engine: AsyncEngine, user: User):
        first = await shelve(transactions, user, ZINC, NAMELESS)
        second = await shelve(transactions, user, ZINC, NAMELESS)

        assert second == first
        assert await rows(engine, documents, passages, snapshots) == {"documents": 2, "passages": 2, "snapshots": 2}

    async def test_it_says_what_is_new(self, transactions: SqlTransactions, user: User):
        await shelve(transactions, user, ZINC)
        both = [(each, passages_of(each.document)) for each in (COPPER, ZINC)]
        async with transactions.writing() as transaction:
            added = await transaction.library.add(
                both, owner_id=user.user_id, visibility=Visibility.PRIVATE, collection=""
            )

        assert [(each.item.work.title, each.new) for each in added] == [("Copper", True), ("Zinc", False)]

    async def test_nothing_to_add_is_nothing_added(self, transactions: SqlTransactions, user: User):
        assert await shelve(transactions, user) == []

    async def test_a_new_text_under_the_same_name_takes_the_old_ones_place(
        self, transactions: SqlTransactions, engine: AsyncEngine, user: User
    ):
        (before,) = await shelve(transactions, user, ZINC)
        newer = reading("Zinc, revised", "Zinc did not shorten the common cold.", "doi:10.1/zinc", year=2019)
        (after,) = await shelve(transactions, user, newer, visibility=Visibility.SHARED)

        assert (after.item_id, after.added_at) == (before.item_id, before.added_at)
        assert (after.work.title, after.visibility) == ("Zinc, revised", Visibility.SHARED)
        assert await rows(engine, documents, snapshots) == {"documents": 1, "snapshots": 1}
        async with transactions.reading() as transaction:
            assert await transaction.library.get("colds:1", user_id=user.user_id) is None

    async def test_of_two_texts_under_one_name_the_last_is_kept(
        self, transactions: SqlTransactions, engine: AsyncEngine, user: User
    ):
        first, last = (reading("Zinc", text, "colds:1") for text in ("An early draft.", "The final text."))
        (item,) = await shelve(transactions, user, first, last)

        assert item.document_id == last.document.document_id
        assert await rows(engine, documents, snapshots) == {"documents": 1, "snapshots": 1}

    async def test_a_neighbour_sees_what_is_shared_and_nothing_else(
        self, transactions: SqlTransactions, user: User, neighbour: User
    ):
        (private,) = await shelve(transactions, user, ZINC, collection="mine")
        (shared,) = await shelve(transactions, user, COPPER, visibility=Visibility.SHARED, collection="ours")

        async with transactions.reading() as transaction:
            library = transaction.library
            everything = {"collection": None, "limit": 10, "offset": 0}
            assert await library.get(private.item_id, user_id=neighbour.user_id) is None
            assert await library.get("doi:10.1/zinc", user_id=neighbour.user_id) is None
            assert await library.get("colds:2", user_id=neighbour.user_id) == shared
            ids = [private.item_id, shared.item_id]
            assert await library.by_ids(ids, user_id=neighbour.user_id) == [shared]
            assert await library.list(user_id=neighbour.user_id, **everything) == [shared]
            assert await library.count(user_id=neighbour.user_id, collection=None) == 1
            assert await library.collections(user_id=neighbour.user_id) == [("ours", Visibility.SHARED, 1)]

    async def test_ones_own_item_comes_before_a_shared_one_of_the_same_name(
        self, transactions: SqlTransactions, user: User, neighbour: User
    ):
        for owner in (neighbour, user):
            await shelve(transactions, owner, ZINC, visibility=Visibility.SHARED)

        async with transactions.reading() as transaction:
            for each in (user, neighbour):
                found = await transaction.library.get("doi:10.1/zinc", user_id=each.user_id)
                assert found is not None
                assert found.owner_id == each.user_id

    async def test_the_newest_come_first_page_by_page(self, transactions: SqlTransactions, user: User):
        for title in ("one", "two", "three"):
            await shelve(transactions, user, reading(title, f"The text of {title}."), collection=title)

        async with transactions.reading() as transaction:
            library = transaction.library
            pages = [
                await library.list(user_id=user.user_id, collection=None, limit=2, offset=offset) for offset in (0, 2)
            ]
            of_one = await library.list(user_id=user.user_id, collection="one", limit=10, offset=0)
            assert await library.count(user_id=user.user_id, collection="one") == 1
            assert await library.collections(user_id=user.user_id) == [
                (title, Visibility.PRIVATE, 1) for title in ("one", "three", "two")
            ]
        assert [[item.work.title for item in page] for page in pages] == [["three", "two"], ["one"]]
        assert [item.work.title for item in of_one] == ["one"]

    async def test_items_by_id_come_in_the_order_asked(self, transactions: SqlTransactions, user: User):
        items = await shelve(transactions, user, ZINC, COPPER)
        async with transactions.reading() as transaction:
            asked = [items[1].item_id, new_id(), items[0].item_id]
            assert await transaction.library.by_ids(asked, user_id=user.user_id) == [items[1], items[0]]

    async def test_removed_items_take_their_copies_with_them(
        self, transactions: SqlTransactions, engine: AsyncEngine, user: User
    ):
        items = await shelve(transactions, user, ZINC, COPPER)
        async with transactions.writing() as transaction:
            assert await transaction.library.remove([items[0].item_id], owner_id=user.user_id) == 1

        left = await rows(engine, documents, passages, snapshots, vectors)
        assert left == {"documents": 1, "passages": 1, "snapshots": 1, "vectors": 0}

    async def test_a_copy_that_another_holds_stays(
        self, transactions: SqlTransactions, engine: AsyncEngine, user: User, neighbour: User
    ):
        await shelve(transactions, user, ZINC, collection="mine")
        await shelve(transactions, neighbour, ZINC)
        async with transactions.writing() as transaction:
            assert await transaction.library.remove_collection("mine", owner_id=user.user_id) == 1

        assert await rows(engine, documents, snapshots) == {"documents": 1, "snapshots": 1}

    async def test_nobody_removes_what_is_anothers(self, transactions: SqlTransactions, user: User, neighbour: User):
        (item,) = await shelve(transactions, user, ZINC, visibility=Visibility.SHARED, collection="ours")
        async with transactions.writing() as transaction:
            assert await transaction.library.remove([item.item_id], owner_id=neighbour.user_id) == 0
            assert await transaction.library.remove_collection("ours", owner_id=neighbour.user_id) == 0

        async with transactions.reading() as transaction:
            assert await transaction.library.get(item.item_id, user_id=user.user_id) == item

    async def test_several_may_add_and_remove_the_same_copy_at_once(
        self, transactions: SqlTransactions, user: User, neighbour: User
    ):
        async def add_and_remove(owner: User) -> None:
            for _ in range(10):
                items = await shelve(transactions, owner, ZINC, COPPER)
                async with transactions.writing() as transaction:
                    removed = await transaction.library.remove([i.item_id for i in items], owner_id=owner.user_id)
                assert removed == 2

        await asyncio.gather(add_and_remove(user), add_and_remove(neighbour))


class TestDocuments:
    async def test_documents_come_in_the_order_asked(self, transactions: SqlTransactions, user: User):
        await shelve(transactions, user, ZINC, COPPER)
        asked = [COPPER.document.document_id, "0" * 64, ZINC.document.document_id]

        assert await StoredDocuments(transactions, Bytes()).get(asked) == [COPPER.document, ZINC.document]

    async def test_text_beyond_the_basic_plane_keeps_its_offsets(self, transactions: SqlTransactions, user: User):
        odd = reading("Odd", "𝒙² ≥ 10⁻⁸ — naïve “cells” 🧬 (p < 0.05).")
        await shelve(transactions, user, odd)

        (document,) = await StoredDocuments(transactions, Bytes()).get([odd.document.document_id])
        assert document == odd.document


class TestQueries:
    async def test_a_query_comes_back_as_it_was_asked(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))

        async with transactions.reading() as transaction:
            assert await transaction.queries.get(query.query_id, user_id=user.user_id) == query
            assert await transaction.queries.report(query.query_id) is None

    async def test_a_query_is_found_by_an_unambiguous_prefix(self, transactions: SqlTransactions, user: User):
        first = await kept(transactions, asking(user, query_id="019c9e2a-0000-7000-8000-00000000000a"))
        await kept(transactions, asking(user, query_id="019c9e2a-0000-7000-8000-0000000000b0"))
        other = await kept(transactions, asking(user, query_id="019c9e2b-ffff-7fff-bfff-ffffffffffff"))

        async with transactions.reading() as transaction:

            async def get(name: str) -> ResearchQuery | None:
                return await transaction.queries.get(name, user_id=user.user_id)

            assert await get("019c9e2b") == other
            assert await get("019C9E2B-FF") == other
            assert await get("019c9e2a-0000-7000-8000-00000000000") == first
            for name in ("019c9e2a", "019c9e2", "019c9e2c", "", "nonsense!", "019c9e2g", first.query_id + "0"):
                assert await get(name) is None

    async def test_a_neighbour_sees_no_query(self, transactions: SqlTransactions, user: User, neighbour: User):
        query = await kept(transactions, asking(user))

        async with transactions.reading() as transaction:
            queries = transaction.queries
            assert await queries.get(query.query_id, user_id=neighbour.user_id) is None
            assert await queries.list(user_id=neighbour.user_id, limit=10, offset=0) == []
            assert await queries.unfinished(user_id=neighbour.user_id, text=query.text) == []

    async def test_the_newest_come_first_page_by_page(self, transactions: SqlTransactions, user: User):
        asked = [await kept(transactions, asking(user, f"Question {n}?", minutes=n)) for n in range(3)]

        async with transactions.reading() as transaction:
            queries = transaction.queries
            assert await queries.list(user_id=user.user_id, limit=2, offset=0) == [asked[2], asked[1]]
            assert await queries.list(user_id=user.user_id, limit=2, offset=2) == [asked[0]]

    async def test_lines_tell_of_a_page_and_of_how_many_there_are(
        self, transactions: SqlTransactions, user: User, neighbour: User
    ):
        asked = [await kept(transactions, asking(user, f"Question {n}?", minutes=n)) for n in range(3)]
        await kept(transactions, asking(neighbour))
        async with transactions.writing() as transaction:
            await transaction.queries.end(asked[1].query_id, status=Status.FAILED, reason="It broke.")

        async with transactions.reading() as transaction:
            page = transaction.queries.page
            newest, total = await page(user_id=user.user_id, limit=2)
            assert [line.query_id for line in newest] == [asked[2].query_id, asked[1].query_id]
            assert (newest[0].text, newest[0].status, newest[0].created_at, newest[0].outcome) == (
                asked[2].text,
                asked[2].status,
                asked[2].created_at,
                None,
            )
            assert newest[1].finished_at is not None
            assert total == 3
            older, total = await page(user_id=user.user_id, limit=2, before=asked[1].query_id)
            assert ([line.query_id for line in older], total) == ([asked[0].query_id], 3)
            failed, total = await page(user_id=user.user_id, limit=2, status=Status.FAILED)
            assert ([line.query_id for line in failed], total) == ([asked[1].query_id], 1)
            assert await page(user_id=user.user_id, limit=2, offset=3) == ([], 3)
            assert await page(user_id=user.user_id, limit=2, before=asked[0].query_id) == ([], 3)
            assert await page(user_id=user.user_id, limit=2, status=Status.CANCELLED) == ([], 0)

    async def test_one_look_sees_what_was_written_just_before(self, transactions: SqlTransactions, user: User):
        for n in range(3):
            asked = await kept(transactions, asking(user, f"Question {n}?", minutes=n))
            async with transactions.reading(once=True) as transaction:
                ((newest, *_), total) = await transaction.queries.page(user_id=user.user_id, limit=2)
            assert (newest.query_id, total) == (asked.query_id, n + 1)

    async def test_one_of_many_claims_a_query(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))

        async def claim(runner: str) -> Hold | None:
            async with transactions.writing() as transaction:
                return await transaction.holds.claim(query.query_id, runner=runner, previous="")

        won = await asyncio.gather(*(claim(f"runner-{n}") for n in range(4)))

        assert [hold.epoch for hold in won if hold is not None] == [1]
        async with transactions.reading() as transaction:
            (found,) = await transaction.queries.unfinished(user_id=user.user_id, text=query.text)
        assert found == (
            replace(query, status=Status.RUNNING),
            f"runner-{next(n for n, hold in enumerate(won) if hold)}",
        )

    @pytest.mark.parametrize(
        ("made", "outcome", "status"),
        [
            (reports.report(), Outcome.COMPLETE, Status.COMPLETED),
            (reports.report(), Outcome.PARTIAL, Status.PARTIAL),
            (reports.report(), Outcome.BUDGET, Status.PARTIAL),
            (reports.empty_report(), Outcome.NO_EVIDENCE, Status.COMPLETED),
        ],
        ids=["complete", "partial", "budget", "no_evidence"],
    )
    async def test_a_report_comes_back_as_it_was_made(
        self, transactions: SqlTransactions, user: User, made: Report, outcome: Outcome, status: Status
    ):
        query = await kept(transactions, asking(user, made.query.text))
        report = without_copies(replace(made, query=query, outcome=outcome))
        async with transactions.writing() as transaction:
            await transaction.queries.finish(query.query_id, report=report)

        async with transactions.reading() as transaction:
            assert await transaction.queries.report(query.query_id) == report
            assert await transaction.queries.unfinished(user_id=user.user_id, text=query.text) == []
            ended = await transaction.queries.get(query.query_id, user_id=user.user_id)
        assert ended == replace(
            query, status=status, outcome=outcome, confidence=report.confidence, finished_at=report.finished_at
        )

    async def test_a_report_is_also_rows(self, transactions: SqlTransactions, engine: AsyncEngine, user: User):
        query = await kept(transactions, asking(user))
        report = without_copies(replace(reports.report(), query=query))
        async with transactions.writing() as transaction:
            await transaction.queries.finish(query.query_id, report=report)

        assert await rows(engine, sources, findings, citations) == {"sources": 5, "findings": 2, "citations": 4}
        async with engine.connect() as connection:
            cited = await connection.scalars(select(sources.c.rank).where(sources.c.cited == 1).order_by("rank"))
            assert list(cited) == [1, 2, 3, 4]
            against = await connection.scalars(select(citations.c.claim_id).where(citations.c.opposing == 1))
            assert list(against) == ["c4"]

    async def test_a_cited_copy_outlives_its_item(self, transactions: SqlTransactions, user: User):
        (item,) = await shelve(transactions, user, ZINC)
        query = await kept(transactions, asking(user))
        report = replace(reports.report(), query=query)
        read = replace(report.sources[0], document_id=item.document_id)
        unread = [replace(source, document_id=None) for source in report.sources[1:]]
        async with transactions.writing() as transaction:
            await transaction.queries.finish(query.query_id, report=replace(report, sources=(read, *unread)))
            await transaction.library.remove([item.item_id], owner_id=user.user_id)

        assert await StoredDocuments(transactions, Bytes()).get([item.document_id]) == [ZINC.document]

    async def test_a_query_may_end_without_a_report(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))
        async with transactions.writing() as transaction:
            await transaction.queries.end(query.query_id, status=Status.FAILED, reason="The disk is full.")

        async with transactions.reading() as transaction:
            ended = await transaction.queries.get(query.query_id, user_id=user.user_id)
            assert await transaction.queries.unfinished(user_id=user.user_id, text=query.text) == []
        assert ended is not None
        assert ended.status is Status.FAILED
        assert ended.finished_at is not None

    async def test_what_is_in_the_trash_is_seen_nowhere(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))
        async with transactions.writing() as transaction:
            await transaction.queries.trash(query.query_id)

        async with transactions.reading() as transaction:
            queries = transaction.queries
            assert await queries.get(query.query_id, user_id=user.user_id) is None
            assert await queries.list(user_id=user.user_id, limit=10, offset=0) == []
            assert await queries.page(user_id=user.user_id, limit=10) == ([], 0)
            assert await queries.unfinished(user_id=user.user_id, text=query.text) == []


def without_copies(report: Report) -> Report:
    """Return the report as if no copy of its sources were stored: the database wants those it points at."""
    return replace(report, sources=tuple(replace(source, document_id=None) for source in report.sources))


class TestSteps:
    async def test_the_first_output_of_a_step_stays(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))
        for output in ('{"first": 1}', '{"second": 2}'):
            async with transactions.writing() as transaction:
                await transaction.steps.put(query.query_id, "plan", output)

        async with transactions.reading() as transaction:
            assert await transaction.steps.get(query.query_id, "plan") == '{"first": 1}'
            assert await transaction.steps.get(query.query_id, "search") is None
            assert await transaction.steps.get(new_id(), "plan") is None


class TestEvents:
    async def test_events_are_numbered_in_the_order_they_are_told(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))
        async with transactions.writing() as transaction:
            events = transaction.events
            told = [
                await events.append(query.query_id, step=step, ordinal=ordinal, kind=kind, counts={"made": ordinal})
                for step in ("plan", "search")
                for ordinal, kind in enumerate((EventKind.STAGE_STARTED, EventKind.STAGE_FINISHED))
            ]

        assert [event.seq for event in told] == [1, 2, 3, 4]
        async with transactions.reading() as transaction:
            assert await transaction.events.since(query.query_id, 0) == told
            assert await transaction.events.since(query.query_id, 2) == told[2:]
            assert await transaction.events.since(query.query_id, 4) == []

    async def test_an_event_is_told_once(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))
        told = []
        for made in (1, 2):
            async with transactions.writing() as transaction:
                told.append(
                    await transaction.events.append(
                        query.query_id, step="plan", ordinal=1, kind=EventKind.STAGE_FINISHED, counts={"made": made}
                    )
                )
        async with transactions.writing() as transaction:
            after = await transaction.events.append(
                query.query_id, step="search", ordinal=0, kind=EventKind.STAGE_STARTED, counts={}
            )

        assert told[0] == told[1]
        assert after.seq == 2

    async def test_many_tell_at_once_and_no_number_is_lost(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))

        async def tell(number: int) -> None:
            async with transactions.writing() as transaction:
                await transaction.events.append(
                    query.query_id, step="read", ordinal=number % 10, kind=EventKind.STAGE_STARTED, counts={}
                )

        await asyncio.gather(*(tell(number) for number in range(20)))

        async with transactions.reading() as transaction:
            events = await transaction.events.since(query.query_id, 0)
        assert [event.seq for event in events] == list(range(1, 11))
        assert sorted(event.ordinal for event in events) == list(range(10))

    async def test_an_event_taken_back_leaves_no_gap(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, asking(user))

        async def tell(step: str) -> int:
            async with transactions.writing() as transaction:
                event = await transaction.events.append(
                    query.query_id, step=step, ordinal=0, kind=EventKind.STAGE_STARTED, counts={}
                )
                if step == "lost":
                    raise ZeroDivisionError
            return event.seq

        assert await tell("plan") == 1
        with pytest.raises(ZeroDivisionError):
            await tell("lost")
        assert await tell("search") == 2


class TestCopiesReadForQueries:
    async def test_a_copy_read_for_a_query_is_stored_and_in_no_library(
        self, transactions: SqlTransactions, engine: AsyncEngine, user: User
    ):
        await StoredDocuments(transactions, Bytes()).add([ZINC])
        assert await StoredDocuments(transactions, Bytes()).get([ZINC.document.document_id]) == [ZINC.document]
        assert await rows(engine, documents, passages) == {"documents": 1, "passages": 0}

        await shelve(transactions, user, ZINC)
        assert await rows(engine, documents, passages) == {"documents": 1, "passages": 1}
