"""The only place that wires: settings in, services out."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.blobs.folder import BlobFolder
from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.adapters.cache.nothing import NoCache
from research_assistant.adapters.check.trained import TrainedChecker
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.adapters.connectors.arxiv_files import ArxivFiles
from research_assistant.adapters.connectors.europepmc_files import EuropePmcFiles
from research_assistant.adapters.connectors.library import LibraryConnector
from research_assistant.adapters.connectors.register import PlaceRegister
from research_assistant.adapters.connectors.registry import (
    ARXIV,
    CROSSREF,
    EUROPEPMC,
    OPENALEX,
    SEMANTIC_SCHOLAR,
    WIKIPEDIA,
    Upstream,
    world_connectors,
    world_registers,
)
from research_assistant.adapters.connectors.wikipedia import services as wikipedia_services
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.adapters.db.engine import engine as open_engine
from research_assistant.adapters.db.redis import RedisServer
from research_assistant.adapters.db.waits import WORKING, Waits
from research_assistant.adapters.durable.dbos_queue import DbosQueue
from research_assistant.adapters.durable.dbos_system import System, system
from research_assistant.adapters.durable.in_process import InProcessStep
from research_assistant.adapters.durable.retrying import RetryingStep
from research_assistant.adapters.durable.runner import Processes
from research_assistant.adapters.embed.registry import embedder as open_embedder
from research_assistant.adapters.embed.remembering import RememberingEmbedder
from research_assistant.adapters.embed.shipped import CollectionFolder
from research_assistant.adapters.export.registry import exporters
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.adapters.extract.trusted import trusted_readings
from research_assistant.adapters.extract.writing import reference_writers
from research_assistant.adapters.http.pages import PageFolder
from research_assistant.adapters.http.policy import Pace, Policy, Service
from research_assistant.adapters.http.proxies import Proxies
from research_assistant.adapters.http.registry import open_fetcher
from research_assistant.adapters.index.library import LibraryIndex
from research_assistant.adapters.limit.registry import request_limiter
from research_assistant.adapters.limit.sql import SqlLimiter
from research_assistant.adapters.passwords.argon2id import Argon2id
from research_assistant.adapters.passwords.common import CommonPasswords
from research_assistant.adapters.sessions.redis import RedisSessions
from research_assistant.adapters.sessions.sql import SqlSessions
from research_assistant.adapters.store.analytics import SqlAnalytics
from research_assistant.adapters.store.totals import SqlCounts
from research_assistant.adapters.store.transactions import SqlTransactions, StoredDocuments
from research_assistant.adapters.zotero.client import ZOTERO, ZoteroLibrary
from research_assistant.config import Settings
from research_assistant.domain.admission import Admission
from research_assistant.domain.better_bibtex import better_bibtex_key
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.domain.keys import citation_key
from research_assistant.domain.work import Work
from research_assistant.kit.aio import beside
from research_assistant.kit.ids import new_id
from research_assistant.ports.account_stores import SessionStore
from research_assistant.ports.cache import Cache
from research_assistant.ports.checker import Checker
from research_assistant.ports.connector import Connector
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.fetcher import Fetcher
from research_assistant.ports.limiter import Limiter
from research_assistant.ports.queue import Queue
from research_assistant.ports.runner import Runners
from research_assistant.ports.step import Step
from research_assistant.ports.tools import Documents, Patience, Tools
from research_assistant.ports.totals import Counts
from research_assistant.ports.transaction import Transactions
from research_assistant.services.accounts import Accounts, PasswordRules
from research_assistant.services.analytics import Analytics
from research_assistant.services.api_tokens import ApiTokens
from research_assistant.services.exports import Exports
from research_assistant.services.intake import Intake
from research_assistant.services.keeping import Keeping
from research_assistant.services.library import Library
from research_assistant.services.library_export import LibraryExport
from research_assistant.services.pulling import Pulling
from research_assistant.services.rechecking import Rechecking
from research_assistant.services.research import Research
from research_assistant.services.running import Running, Tell
from research_assistant.services.signing_in import SessionRules, SigningIn
from research_assistant.services.vectors import Filling
from research_assistant.services.watching import Watching
from research_assistant.services.working import Working

ASSETS = Path(__file__).parent / "assets"

KEYS: Mapping[str, Callable[[Work], str]] = {"short": citation_key, "better-bibtex": better_bibtex_key}
"""How the keys of works are made, by the names of the setting."""

SHARE_OF_THE_PATIENCE = 0.9
"""Of the seconds that a query waits for a place, those that the place is given: what came in part is not lost."""

OWN_ENGINE = "searxng"
"""The search engine that is the operator's own server: it keeps to a pace by itself."""

MOST_READERS = 4
"""Processes that read files, where nobody says: on a large machine each worker has as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything a face can call.

    Attributes:
        requests: Counts the requests of each user and address.
        worker: Runs queries of the queue on this event loop as long as its block is not left. One at a time a process.
            The block is given what is done when the worker is broken.
    """

    settings: Settings
    engine: AsyncEngine
    requests: Limiter
    counts: Counts
    cache: Cache
    fetcher: Fetcher
    accounts: Accounts
    signing_in: SigningIn
    api_tokens: ApiTokens
    analytics: Analytics
    library: Library
    pulling: Pulling
    research: Research
    rechecking: Rechecking
    watching: Watching
    connectors: tuple[str, ...]
    queue: DbosQueue
    worker: Callable[[], AbstractAsyncContextManager[asyncio.Future[None]]]
    exports: Exports
    library_export: LibraryExport
    index: LibraryIndex
    embedder: Embedder | None
    filling: Filling
    extractors: Extractors
    citer: PandocCiter
    demonstration: CollectionFolder


@asynccontextmanager
async def application(settings: Settings, *, waits: Waits = WORKING) -> AsyncIterator[Application]:
    """Open the application; the database is connected at the first use and let go at the end.

    Args:
        settings: What an operator has set.
        waits: How long the database is waited for.

    Raises:
        ConfigurationError: A setting cannot be used.
    """
    engine, place = open_engine(settings.database, waits=waits), system(settings.database, waits=waits)
    queue = DbosQueue(place)
    try:
        async with extractors(settings) as made, _redis(settings) as redis:
            counts = settings.data_dir.expanduser().absolute()
            with request_limiter(engine, redis=redis, folder=counts, clock=_now) as requests:
                turns, pages = counts / "turns", _pages(settings)
                async with open_fetcher(fetching_policy(settings), _now, folder=turns, pages=pages) as fetcher:
                    yield _wired(settings, engine, made, queue, place, redis, requests, fetcher)
    finally:
        queue.close()
        await engine.dispose()


@asynccontextmanager
async def _redis(settings: Settings) -> AsyncIterator[RedisServer | None]:
    redis = RedisServer(settings.redis_url) if settings.redis_url else None
    try:
        yield redis
    finally:
        if redis is not None:
            await redis.close()


@asynccontextmanager
async def extractors(settings: Settings) -> AsyncIterator[Extractors]:
    """Open the readers of files, which need no database; their processes end with the block."""
    pool = Pool(
        processes=settings.reader_processes or min(os.cpu_count() or 1, MOST_READERS),
        seconds=settings.reader_seconds,
        memory=settings.reader_memory_mb * 1024 * 1024,
    )
    try:
        yield Extractors(_now, pool)
    finally:
        await pool.close()


def open_checker(settings: Settings) -> Checker:
    """Return the checker, which needs no database.

    Raises:
        ConfigurationError: A setting cannot be used.
    """
    return TrainedChecker(ASSETS / "checker", open_embedder(settings.embedding_model, assets=ASSETS))


def open_cache(settings: Settings) -> Cache:
    """Return what remembers the answers of the world, which needs no database."""
    kept = FolderCache(settings.cache, settings.cache_terms, clock=_now)
    return kept if settings.enable_cache else NoCache(kept)


def _pages(settings: Settings) -> PageFolder | None:
    if not (settings.enable_cache and settings.pages_cache_size_mb):
        return None
    return PageFolder(settings.cache / "pages", settings.pages_cache_size_mb * 1_000_000)


def fetching_policy(settings: Settings) -> Policy:
    """Return whom the fetcher may ask, how often, and through what."""
    contact = f" (mailto:{settings.contact_email})" if settings.contact_email else ""
    return Policy(
        user_agent=f"ResearchAssistant/{_version()}{contact}",
        services={
            ARXIV: Service(
                base_url=settings.arxiv_api_url,
                pace=Pace(seconds_between=settings.arxiv_seconds_between, at_once=settings.arxiv_connections),
            ),
            OPENALEX: Service(
                base_url=settings.openalex_url, pace=Pace(seconds_between=settings.openalex_seconds_between)
            ),
            CROSSREF: Service(
                base_url=settings.crossref_url,
                pace=Pace(seconds_between=settings.crossref_seconds_between, at_once=settings.crossref_connections),
            ),
            EUROPEPMC: Service(
                base_url=settings.europepmc_url, pace=Pace(seconds_between=settings.europepmc_seconds_between)
            ),
            ZOTERO: Service(base_url=settings.zotero_url, pace=Pace(at_once=1)),
            SEMANTIC_SCHOLAR: Service(
                base_url=settings.semantic_scholar_url,
                pace=Pace(seconds_between=settings.semantic_scholar_seconds_between),
            ),
            **{
                name: Service(
                    base_url=url,
                    pace=Pace(
                        seconds_between=settings.wikipedia_seconds_between, at_once=settings.wikipedia_connections
                    ),
                )
                for name, url in wikipedia_services(settings.wikipedia_url).items()
            },
            **{
                name: Service(
                    base_url=at.url,
                    pace=Pace(seconds_between=0 if name == OWN_ENGINE else settings.web_seconds_between),
                )
                for name, at in _engines(settings).items()
            },
        },
        site_pace=Pace(seconds_between=settings.site_seconds_between, at_once=settings.site_connections),
        longest_delay=settings.site_longest_delay,
        allowed_networks=settings.fetchable,
        proxies=Proxies(
            http=settings.http_proxy,
            https=settings.https_proxy,
            around=settings.no_proxy,
            resolve=settings.fetch_proxy_resolves,
        ),
        certificates=settings.ssl_cert_file,
        failures_before_rest=settings.site_failures,
    )


def open_connectors(
    settings: Settings, library: Connector, *, fetcher: Fetcher, cache: Cache, documents: Documents
) -> dict[str, Connector]:
    """Return the places that queries may look through, by name and in the order of `SOURCES`."""
    engines = _engines(settings)
    made = {library.name: library} | world_connectors(
        _indexes(settings) | engines,
        engines=tuple(engines),
        connected=partial(WorldConnector, fetcher=fetcher, cache=cache, documents=documents, clock=_now),
        seconds=settings.search_seconds * SHARE_OF_THE_PATIENCE,
        admission=Admission(allowed=settings.allowed_hosts, denied=settings.denied_hosts),
    )
    return {name: made[name] for name in settings.connectors if name in made}


def open_registers(settings: Settings, fetcher: Fetcher) -> list[PlaceRegister]:
    """Return those of the places in `SOURCES` that can be asked what became of a work, past the cache: it is news."""
    asked = set(settings.connectors) - {SEMANTIC_SCHOLAR}  # it tells of no notices, and takes one request in a second
    indexes = {name: at for name, at in _indexes(settings).items() if name in asked}
    uncached = NoCache(FolderCache(settings.cache, settings.cache_terms, clock=_now))
    return world_registers(indexes, fetcher=fetcher, cache=uncached)


def _indexes(settings: Settings) -> dict[str, Upstream]:
    """Return the scholarly indexes."""
    return {
        ARXIV: Upstream(url=settings.arxiv_api_url),
        OPENALEX: Upstream(url=settings.openalex_url, key=settings.openalex_api_key),
        CROSSREF: Upstream(url=settings.crossref_url),
        EUROPEPMC: Upstream(url=settings.europepmc_url),
        SEMANTIC_SCHOLAR: Upstream(url=settings.semantic_scholar_url, key=settings.semantic_scholar_api_key),
        WIKIPEDIA: Upstream(url=settings.wikipedia_url),
    }


def _engines(settings: Settings) -> dict[str, Upstream]:
    """Return the search engines that are set up, in the order in which they are asked."""
    every = {
        "searxng": Upstream(url=settings.searxng_url),
        "brave": Upstream(url=settings.brave_url, key=settings.brave_api_key),
        "tavily": Upstream(url=settings.tavily_url, key=settings.tavily_api_key),
        "duckduckgo": Upstream(url=settings.duckduckgo_url),
    }
    return {name: every[name] for name in settings.engines}


def _wired(
    settings: Settings,
    engine: AsyncEngine,
    extractor: Extractors,
    queue: DbosQueue,
    place: System,
    redis: RedisServer | None,
    requests: Limiter,
    fetcher: Fetcher,
) -> Application:
    transactions, runners, hasher = SqlTransactions(engine, _now), Processes(), Argon2id()
    sessions: SessionStore = SqlSessions(engine, _now)
    if redis is not None and settings.session_backend == "redis":
        sessions = RedisSessions(redis, _now)
    found = open_embedder(settings.embedding_model, assets=ASSETS)
    embedder = None if found is None else RememberingEmbedder(found)
    index, blobs = LibraryIndex(engine), BlobFolder(settings.blobs)
    cache = open_cache(settings)
    connector, documents = LibraryConnector(index, transactions, embedder), StoredDocuments(transactions, blobs)
    fetcher = EuropePmcFiles(fetcher, url=settings.europepmc_url)
    if settings.arxiv_cache_dir is not None:
        fetcher = ArxivFiles(fetcher, settings.arxiv_cache_dir.expanduser(), mirror=settings.arxiv_api_url)
    citer, library = PandocCiter(ASSETS / "csl"), Library(transactions, blobs, extractor, connector)
    zotero = ZoteroLibrary(
        fetcher, url=settings.zotero_url, library=settings.zotero_library, key=settings.zotero_api_key
    )
    writers = reference_writers(KEYS[settings.citation_keys])
    tools = Tools(
        connectors=open_connectors(settings, connector, fetcher=fetcher, cache=cache, documents=documents),
        documents=documents,
        fetcher=fetcher,
        extractor=extractor,
        cache=cache,
        patience=Patience(search=settings.search_seconds, read=settings.read_seconds),
        embedder=embedder,
        checker=TrainedChecker(ASSETS / "checker", embedder),
        thresholds=settings.thresholds,
        clock=_now,
        new_id=new_id,
        versions={
            "research-assistant": _version(),
            "embedder": "none" if embedder is None else f"{embedder.name} {embedder.fingerprint[:12]}",
        },
    )
    rechecking = Rechecking(
        transactions,
        open_registers(settings, fetcher),
        clock=_now,
        every=timedelta(days=settings.recheck_days),
    )
    research = Research(
        transactions,
        tools=tools,
        intake=Intake(tools, citer),
        running=Running(transactions, tools=tools, steps=InProcessStep),
        runners=runners,
        queue=queue,
    )
    return Application(
        settings=settings,
        engine=engine,
        requests=requests,
        counts=SqlCounts(engine),
        cache=cache,
        fetcher=fetcher,
        accounts=Accounts(
            transactions,
            sessions=sessions,
            hasher=hasher,
            rules=PasswordRules(shortest=settings.password_min_length, common=CommonPasswords()),
            registration_open=settings.registration_open,
            clock=_now,
        ),
        signing_in=SigningIn(
            transactions,
            sessions=sessions,
            hasher=hasher,
            limiter=SqlLimiter(engine, _now),
            rules=SessionRules(
                at_most=timedelta(days=settings.session_ttl_days), idle=timedelta(days=settings.session_idle_days)
            ),
            clock=_now,
        ),
        api_tokens=ApiTokens(transactions, clock=_now),
        analytics=Analytics(SqlAnalytics(engine), clock=_now),
        library=library,
        pulling=Pulling(zotero, library),
        research=research,
        rechecking=rechecking,
        watching=Watching(transactions, research),
        connectors=tuple(tools.connectors),
        queue=queue,
        worker=partial(_worker, settings, transactions, tools, queue, place, runners, rechecking),
        exports=Exports(citer, exporters(), writers),
        library_export=LibraryExport(transactions, writers),
        index=index,
        embedder=embedder,
        filling=Filling(index, embedder),
        extractors=extractor,
        citer=citer,
        demonstration=CollectionFolder(ASSETS / "scifact", partial(trusted_readings, clock=_now)),
    )


def worker_beside(settings: Settings) -> AbstractAsyncContextManager[asyncio.Future[None]]:
    """Run queries of the queue until the block is left, in a thread and an application of their own.

    Stages that compute do not hold up who is served on this event loop. One worker at a time a process. The block is
    given what is done when the worker has ended by itself.

    Raises:
        ResearchError: A setting or the database cannot be used.
    """

    @asynccontextmanager
    async def opened() -> AsyncIterator[asyncio.Future[None]]:
        async with application(settings) as made, made.worker() as broken:
            yield broken

    return beside(opened)


@asynccontextmanager
async def _worker(
    settings: Settings,
    transactions: Transactions,
    tools: Tools,
    queue: Queue,
    place: System,
    runners: Runners,
    rechecking: Rechecking,
) -> AsyncIterator[asyncio.Future[None]]:
    from research_assistant.adapters.durable.dbos_step import DbosStep  # noqa: PLC0415 - the command line does without
    from research_assistant.adapters.durable.dbos_worker import serving  # noqa: PLC0415 - the same

    def step(query_id: str, tell: Tell, fenced: Transactions) -> Step:
        return DbosStep(RetryingStep(InProcessStep(query_id, tell, fenced)))

    working = Working(transactions, Running(transactions, tools=tools, steps=step), executor_id=runners.own)
    keeping = Keeping(transactions, queue, runners=runners, at_work=working)
    await keeping.lease()
    try:
        async with serving(
            place,
            executor_id=runners.own,
            work=working.work,
            at_once=settings.worker_queries,
            of_one_user=settings.user_queries,
        ):
            kept, rechecked = asyncio.create_task(keeping.keep()), asyncio.create_task(rechecking.keep())
            try:
                yield kept
            finally:
                kept.cancel()
                rechecked.cancel()
                await asyncio.wait({kept, rechecked})
    finally:
        # Where the database is away, others see that this process has ended.
        with suppress(StorageUnavailable):
            await keeping.release()


def _now() -> datetime:
    return datetime.now(UTC)


def _version() -> str:
    try:
        return version("research-assistant")
    except PackageNotFoundError:
        # `python research.py` runs from a checkout that is not installed.
        return "unreleased"
