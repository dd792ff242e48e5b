"""Accounts in the database."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import users
from research_assistant.domain.user import Role, User
from research_assistant.ports.clock import Clock


class SqlUsers:
    """Accounts."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def by_name(self, username: str) -> User | None:
        """Return the account, or `None`."""
        wanted = select(users.c.user_id, users.c.username, users.c.role).where(users.c.username == username)
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else User(user_id=row.user_id, username=row.username, role=Role(row.role))

    async def ensure(self, user: User) -> User:
        """Keep the account unless there is one of that name already; return the one that is kept."""
        row = {"user_id": user.user_id, "username": user.username, "role": user.role.value, "created_at": self._clock()}
        await self._connection.execute(insert(self._connection, users).values(row).on_conflict_do_nothing())
        kept = await self.by_name(user.username)
        return kept or user
