"""Tokens for programs in the database."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST, batched
from research_assistant.adapters.db.tables import api_tokens
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import ApiToken


class SqlApiTokens:
    """Tokens for programs."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, token: ApiToken) -> None:
        """Keep a new token."""
        await self._connection.execute(
            insert(api_tokens).values(
                token_id=token.token_id,
                token_sha256=token.token_sha256,
                user_id=token.user_id,
                name=token.name,
                permissions=sorted(permission.value for permission in token.permissions),
                created_at=token.created_at,
                expires_at=token.expires_at,
            )
        )

    async def find(self, token_sha256: str) -> ApiToken | None:
        """Return the token with this hash."""
        wanted = select(api_tokens).where(api_tokens.c.token_sha256 == token_sha256)
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else _token(row)

    async def list(self, user_id: str) -> Sequence[ApiToken]:
        """Return the user's tokens, the newest first."""
        wanted = select(api_tokens).where(api_tokens.c.user_id == user_id).order_by(api_tokens.c.token_id.desc())
        return [_token(row) for row in await self._connection.execute(wanted)]

    async def touch(self, token_id: str, at: datetime) -> None:
        """Note that it was used."""
        await self._connection.execute(update(api_tokens).where(api_tokens.c.token_id == token_id).values(used_at=at))

    async def alive(self, token_ids: Collection[str], now: datetime) -> set[str]:
        """Return those of the tokens that are there and have not run out."""
        found: set[str] = set()
        for some in batched(token_ids, IN_LIST):
            wanted = select(api_tokens.c.token_id).where(api_tokens.c.token_id.in_(some), api_tokens.c.expires_at > now)
            found |= set(await self._connection.scalars(wanted))
        return found

    async def remove(self, token_id: str, *, user_id: str) -> bool:
        """Remove one of the user's tokens; return whether it was there."""
        own = delete(api_tokens).where(api_tokens.c.token_id == token_id, api_tokens.c.user_id == user_id)
        return (await self._connection.execute(own)).rowcount == 1


def _token(row: Row[tuple[object, ...]]) -> ApiToken:
    return ApiToken(
        token_id=row.token_id,
        token_sha256=row.token_sha256,
        user_id=row.user_id,
        name=row.name,
        permissions=frozenset(Permission(name) for name in row.permissions),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
