"""One-time links and known browsers in the database."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import devices, password_resets


class SqlResets:
    """One-time links to a new password."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, token_sha256: str, *, user_id: str, expires_at: datetime) -> None:
        """Keep a new link in the place of all earlier ones of the user."""
        row = {"user_id": user_id, "token_sha256": token_sha256, "expires_at": expires_at}
        made = insert(self._connection, password_resets).values(row)
        await self._connection.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=row))

    async def take(self, token_sha256: str, now: datetime) -> str | None:
        """Return whose link it is and use it up; `None` where there is none that still holds."""
        wanted = delete(password_resets).where(password_resets.c.token_sha256 == token_sha256)
        returned = wanted.returning(password_resets.c.user_id, password_resets.c.expires_at)
        row = (await self._connection.execute(returned)).one_or_none()
        return row.user_id if row is not None and row.expires_at > now else None


class SqlDevices:
    """Browsers from which somebody has logged in before."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, token_sha256: str, *, user_id: str, expires_at: datetime) -> None:
        """Note that the user has logged in from here."""
        row = {"token_sha256": token_sha256, "user_id": user_id, "expires_at": expires_at}
        await self._connection.execute(insert(self._connection, devices).values(row).on_conflict_do_nothing())

    async def knows(self, token_sha256: str, *, user_id: str, now: datetime) -> bool:
        """Return whether the user has logged in from here."""
        wanted = select(devices.c.user_id).where(
            devices.c.token_sha256 == token_sha256, devices.c.user_id == user_id, devices.c.expires_at > now
        )
        return (await self._connection.execute(wanted)).one_or_none() is not None
