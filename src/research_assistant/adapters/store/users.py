"""Accounts in the database."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST, batched, insert
from research_assistant.adapters.db.tables import users
from research_assistant.domain.user import Role, User, username_key
from research_assistant.ports.account_stores import Secret
from research_assistant.ports.clock import Clock


class SqlUsers:
    """Accounts."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def by_name(self, username: str) -> User | None:
        """Return the account, or `None`; case is not regarded."""
        wanted = select(users).where(users.c.username_key == username_key(username))
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else _user(row)

    async def get(self, user_id: str) -> User | None:
        """Return the account, or `None`."""
        row = (await self._connection.execute(select(users).where(users.c.user_id == user_id))).one_or_none()
        return None if row is None else _user(row)

    async def secret(self, name: str) -> Secret | None:
        """Return the account with this username or e-mail address, and the hash of its password."""
        key = username_key(name)
        # No username holds an @, so a name is never both.
        wanted = select(users).where(or_(users.c.username_key == key, users.c.email_key == key))
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else Secret(user=_user(row), password_hash=row.password_hash)

    async def ensure(self, user: User) -> User:
        """Keep the account unless there is one of that name already; return the one that is kept."""
        await self.add(user, password_hash="")
        kept = await self.by_name(user.username)
        return kept or user

    async def add(self, user: User, *, password_hash: str) -> bool:
        """Keep a new account; return whether neither its name nor its address was taken."""
        row = {
            "user_id": user.user_id,
            "username": user.username,
            "username_key": username_key(user.username),
            "email": user.email,
            "email_key": None if user.email is None else username_key(user.email),
            "password_hash": password_hash,
            "role": user.role.value,
            "created_at": user.created_at or self._clock(),
        }
        made = insert(self._connection, users).values(row).on_conflict_do_nothing().returning(users.c.user_id)
        return (await self._connection.execute(made)).one_or_none() is not None

    async def set_password(self, user_id: str, password_hash: str) -> None:
        """Put another hash in the place of the one that is kept."""
        await self._connection.execute(
            update(users).where(users.c.user_id == user_id).values(password_hash=password_hash)
        )

    async def change(self, user_id: str, *, role: Role, disabled: bool) -> None:
        """Change what the account may do."""
        now = self._clock() if disabled else None
        changed = update(users).where(users.c.user_id == user_id)
        await self._connection.execute(changed.values(role=role.value, disabled_at=now))

    async def list(self, *, limit: int, offset: int) -> Sequence[User]:
        """Return accounts in the order of their names."""
        page = select(users).order_by(users.c.username_key).limit(limit).offset(offset)
        return [_user(row) for row in await self._connection.execute(page)]

    async def count(self) -> int:
        """Return how many accounts there are."""
        number: int = (await self._connection.execute(select(func.count()).select_from(users))).scalar_one()
        return number

    async def enabled(self, user_ids: Collection[str]) -> set[str]:
        """Return those of the accounts that are there and not disabled."""
        found: set[str] = set()
        for some in batched(user_ids, IN_LIST):
            wanted = select(users.c.user_id).where(users.c.user_id.in_(some), users.c.disabled_at.is_(None))
            found |= set(await self._connection.scalars(wanted))
        return found


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(
        user_id=row.user_id,
        username=row.username,
        role=Role(row.role),
        email=row.email,
        created_at=row.created_at,
        disabled=row.disabled_at is not None,
    )
