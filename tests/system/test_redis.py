"""Counts and logins in a real Redis, and what happens while it is away."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from limiting import OFTEN, Contract
from redises import Redis, running_redis
from research_assistant.adapters.db.redis import RedisServer
from research_assistant.adapters.limit.redis import RedisLimiter
from research_assistant.adapters.limit.standing_in import StandingIn
from research_assistant.adapters.sessions.redis import RedisSessions
from research_assistant.adapters.sessions.sql import SqlSessions
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import ConfigurationError, StorageUnavailable
from research_assistant.domain.session import Session
from research_assistant.domain.user import Role, User
from research_assistant.kit.ids import new_id
from research_assistant.kit.tokens import digest, new_token
from research_assistant.ports.account_stores import SessionStore
from research_assistant.ports.limiter import Limiter

pytestmark = pytest.mark.system


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with running_redis() as running:
        yield running


@pytest.fixture
async def server(redis: Redis) -> AsyncIterator[RedisServer]:
    opened = RedisServer(redis.url)
    await opened.run("return redis.call('FLUSHALL')", [])
    yield opened
    await opened.close()


class TestCounts(Contract):
    @pytest.fixture
    def limiter(self, server: RedisServer) -> Limiter:
        return RedisLimiter(server)

    async def test_counts_go_when_their_window_is_over(self, limiter: Limiter, server: RedisServer):
        await limiter.hit(OFTEN, "somebody")
        [key] = await server.run("return redis.call('KEYS', '*')", [])

        assert 0 < await server.run("return redis.call('PTTL', KEYS[1])", [key]) <= 600_000


@pytest.fixture(params=["redis", "sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[tuple[SessionStore, list[str]]]:
    """A store of logins with two users."""
    if request.param == "redis":
        opened = RedisServer(request.getfixturevalue("redis").url)
        await opened.run("return redis.call('FLUSHALL')", [])
        yield RedisSessions(opened, now), [new_id(), new_id()]
        await opened.close()
        return
    from research_assistant.adapters.db.engine import engine as open_engine  # noqa: PLC0415 - where it is needed

    databases = request.getfixturevalue("sqlite" if request.param == "sqlite" else "postgres")
    engine = open_engine(databases.migrated())
    users = [User(user_id=new_id(), username=name, role=Role.RESEARCHER) for name in ("one", "two")]
    async with SqlTransactions(engine, now).writing() as transaction:
        for user in users:
            await transaction.users.ensure(user)
    yield SqlSessions(engine, now), [user.user_id for user in users]
    await engine.dispose()


def login(user_id: str, **more: object) -> Session:
    began = now()
    session = Session(
        session_id=new_id(),
        token_sha256=digest(new_token()),
        user_id=user_id,
        created_at=began,
        seen_at=began,
        expires_at=began + timedelta(days=30),
        address="192.0.2.1",
        agent="Brówser “1”",
    )
    return replace(session, **more)


class TestLogins:
    """The same of every store."""

    async def test_what_is_added_is_found(self, store: tuple[SessionStore, list[str]]):
        sessions, (user_id, _) = store
        session = login(user_id)
        await sessions.add(session)

        assert await sessions.find(session.token_sha256) == session
        assert await sessions.find(digest("another")) is None

    async def test_a_login_that_was_used_says_so_and_never_goes_back(self, store: tuple[SessionStore, list[str]]):
        sessions, (user_id, _) = store
        session = login(user_id)
        await sessions.add(session)
        later = session.seen_at + timedelta(minutes=5)
        await sessions.touch(session, later)
        await sessions.touch(session, later - timedelta(minutes=1))

        assert await sessions.find(session.token_sha256) == replace(session, seen_at=later)

    async def test_using_a_login_that_has_ended_does_not_bring_it_back(self, store: tuple[SessionStore, list[str]]):
        sessions, (user_id, _) = store
        session = login(user_id)
        await sessions.add(session)
        await sessions.end(session.session_id, user_id=user_id)
        await sessions.touch(session, now() + timedelta(minutes=5))

        assert await sessions.find(session.token_sha256) is None
        assert await sessions.list(user_id) == []

    async def test_users_see_and_end_their_own_alone(self, store: tuple[SessionStore, list[str]]):
        sessions, (user_id, other_id) = store
        own, others = [login(user_id), login(user_id)], login(other_id)
        for session in (*own, others):
            await sessions.add(session)

        assert await sessions.list(user_id) == own[::-1]
        assert not await sessions.end(others.session_id, user_id=user_id)
        assert await sessions.end(own[0].session_id, user_id=user_id)
        assert not await sessions.end(own[0].session_id, user_id=user_id)
        assert await sessions.find(own[0].token_sha256) is None
        assert await sessions.list(user_id) == [own[1]]
        assert await sessions.list(other_id) == [others]

    async def test_all_but_one_end_at_once(self, store: tuple[SessionStore, list[str]]):
        sessions, (user_id, other_id) = store
        own, others = [login(user_id) for _ in range(4)], login(other_id)
        for session in (*own, others):
            await sessions.add(session)

        assert await sessions.end_all(user_id, but=own[1].session_id) == 3
        assert await sessions.list(user_id) == [own[1]]
        assert await sessions.end_all(user_id) == 1
        assert await sessions.list(other_id) == [others]

    async def test_those_that_live_are_told_from_those_that_do_not(self, store: tuple[SessionStore, list[str]]):
        sessions, (user_id, other_id) = store
        own = [login(user_id) for _ in range(3)]
        others = login(other_id)
        for session in (*own, others):
            await sessions.add(session)
        await sessions.end(own[1].session_id, user_id=user_id)

        asked = {(session.user_id, session.session_id) for session in (*own, others)} | {(user_id, new_id())}
        assert await sessions.alive(asked, now()) == {own[0].session_id, own[2].session_id, others.session_id}


class TestRedisItself:
    async def test_logins_go_when_they_run_out(self, server: RedisServer):
        sessions, session = RedisSessions(server, now), login(new_id())
        await sessions.add(session)
        keys = await server.run("return redis.call('KEYS', '*')", [])
        left = [await server.run("return redis.call('TTL', KEYS[1])", [key]) for key in keys]

        assert len(keys) == 2
        assert all(0 < each <= 30 * 86_400 + 1 for each in left)

    async def test_no_token_is_kept(self, server: RedisServer):
        token = new_token()
        await RedisSessions(server, now).add(login(new_id(), token_sha256=digest(token)))
        kept = repr(
            [
                [key, await server.run("return redis.call('HGETALL', KEYS[1])", [key])]
                for key in await server.run("return redis.call('KEYS', '*')", [])
            ]
        )

        assert token not in kept
        assert digest(token) in kept

    @pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis://localhost:port"])
    def test_an_address_that_is_none_is_refused(self, url: str):
        with pytest.raises(ConfigurationError):
            RedisServer(url)

    async def test_where_it_is_away_requests_are_counted_and_logins_are_unavailable(self):
        with running_redis() as redis:
            server = RedisServer(redis.url)
            limiter = StandingIn(RedisLimiter(server))
            assert (await limiter.hit(OFTEN, "somebody")).remaining == 9
            redis.stop()

            assert (await limiter.hit(OFTEN, "somebody")).remaining == 8
            with pytest.raises(StorageUnavailable):
                await RedisSessions(server, now).find(digest("any"))
            redis.start()
            assert await RedisSessions(server, now).find(digest("any")) is None
            await server.close()
