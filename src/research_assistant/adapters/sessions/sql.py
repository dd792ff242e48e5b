"""Logins in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.session import IN_LIST, batched, reading, single, writing
from research_assistant.adapters.db.tables import sessions
from research_assistant.domain.session import Session
from research_assistant.ports.clock import Clock


class SqlSessions:
    """Logins, each call a transaction of its own; those that have run out are swept away with each new one."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._single = single(engine)
        self._clock = clock

    async def add(self, session: Session) -> None:
        """Keep a new login."""
        gone = delete(sessions).where(sessions.c.user_id == session.user_id, sessions.c.expires_at <= self._clock())
        async with writing(self._engine) as connection:
            await connection.execute(gone)
            await connection.execute(
                insert(sessions).values(
                    session_id=session.session_id,
                    token_sha256=session.token_sha256,
                    user_id=session.user_id,
                    created_at=session.created_at,
                    seen_at=session.seen_at,
                    expires_at=session.expires_at,
                    address=session.address,
                    agent=session.agent,
                )
            )

    async def find(self, token_sha256: str) -> Session | None:
        """Return the login with this hash, expired or not."""
        async with reading(self._single) as connection:
            wanted = select(sessions).where(sessions.c.token_sha256 == token_sha256)
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _session(row)

    async def touch(self, session: Session, at: datetime) -> None:
        """Note that it was used."""
        async with writing(self._engine) as connection:
            used = update(sessions).where(sessions.c.session_id == session.session_id, sessions.c.seen_at < at)
            await connection.execute(used.values(seen_at=at))

    async def alive(self, logins: Collection[tuple[str, str]], now: datetime) -> set[str]:
        """Return the ids of those logins that are there and have not run out; see the port."""
        found: set[str] = set()
        async with reading(self._engine) as connection:
            for some in batched([session_id for _, session_id in logins], IN_LIST):
                wanted = select(sessions.c.session_id).where(
                    sessions.c.session_id.in_(some), sessions.c.expires_at > now
                )
                found |= set(await connection.scalars(wanted))
        return found

    async def list(self, user_id: str) -> Sequence[Session]:
        """Return the user's logins, the newest first."""
        wanted = select(sessions).where(sessions.c.user_id == user_id).order_by(sessions.c.session_id.desc())
        async with reading(self._engine) as connection:
            return [_session(row) for row in await connection.execute(wanted)]

    async def end(self, session_id: str, *, user_id: str) -> bool:
        """End one of the user's logins; return whether it was there."""
        own = delete(sessions).where(sessions.c.session_id == session_id, sessions.c.user_id == user_id)
        async with writing(self._engine) as connection:
            return (await connection.execute(own)).rowcount == 1

    async def end_all(self, user_id: str, *, but: str = "") -> int:
        """End all of the user's logins save one; return how many."""
        own = delete(sessions).where(sessions.c.user_id == user_id)
        if but:
            own = own.where(sessions.c.session_id != but)
        async with writing(self._engine) as connection:
            return (await connection.execute(own)).rowcount


def _session(row: Row[tuple[object, ...]]) -> Session:
    return Session(
        session_id=row.session_id,
        token_sha256=row.token_sha256,
        user_id=row.user_id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        address=row.address,
        agent=row.agent,
    )
