"""What is kept of accounts, one small store a noun."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from research_assistant.domain.session import ApiToken, Session
from research_assistant.domain.user import Role, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """An account with the hash of its password.

    Attributes:
        password_hash: Empty for an account that cannot log in with a password.
    """

    user: User
    password_hash: str


class UserStore(Protocol):
    """Accounts."""

    async def by_name(self, username: str) -> User | None:
        """Return the account, or `None`; case is not regarded."""

    async def get(self, user_id: str) -> User | None:
        """Return the account, or `None`."""

    async def secret(self, name: str) -> Secret | None:
        """Return the account with this username or e-mail address, and the hash of its password."""

    async def ensure(self, user: User) -> User:
        """Keep the account unless there is one of that name already; return the one that is kept."""

    async def add(self, user: User, *, password_hash: str) -> bool:
        """Keep a new account; return whether neither its name nor its address was taken."""

    async def set_password(self, user_id: str, password_hash: str) -> None:
        """Put another hash in the place of the one that is kept."""

    async def change(self, user_id: str, *, role: Role, disabled: bool) -> None:
        """Change what the account may do."""

    async def list(self, *, limit: int, offset: int) -> Sequence[User]:
        """Return accounts in the order of their names."""

    async def count(self) -> int:
        """Return how many accounts there are."""

    async def enabled(self, user_ids: Collection[str]) -> set[str]:
        """Return those of the accounts that are there and not disabled."""


class ApiTokenStore(Protocol):
    """Tokens for programs."""

    async def add(self, token: ApiToken) -> None:
        """Keep a new token."""

    async def find(self, token_sha256: str) -> ApiToken | None:
        """Return the token with this hash."""

    async def list(self, user_id: str) -> Sequence[ApiToken]:
        """Return the user's tokens, the newest first."""

    async def touch(self, token_id: str, at: datetime) -> None:
        """Note that it was used."""

    async def alive(self, token_ids: Collection[str], now: datetime) -> set[str]:
        """Return those of the tokens that are there and have not run out."""

    async def remove(self, token_id: str, *, user_id: str) -> bool:
        """Remove one of the user's tokens; return whether it was there."""


class ResetStore(Protocol):
    """One-time links to a new password."""

    async def add(self, token_sha256: str, *, user_id: str, expires_at: datetime) -> None:
        """Keep a new link in the place of all earlier ones of the user."""

    async def take(self, token_sha256: str, now: datetime) -> str | None:
        """Return whose link it is and use it up; `None` where there is none that still holds."""


class DeviceStore(Protocol):
    """Browsers from which somebody has logged in before: guesses made elsewhere do not lock them out."""

    async def add(self, token_sha256: str, *, user_id: str, expires_at: datetime) -> None:
        """Note that the user has logged in from here."""

    async def knows(self, token_sha256: str, *, user_id: str, now: datetime) -> bool:
        """Return whether the user has logged in from here."""


class AuditLog(Protocol):
    """What was done to accounts and by whom; only ever added to."""

    async def write(self, action: str, *, actor_id: str | None, subject_id: str | None, detail: str) -> None:
        """Add an entry.

        Args:
            action: What was done, such as `login` or `password_changed`.
            actor_id: Who did it; `None` for nobody known.
            subject_id: To whose account.
            detail: What else a reviewer needs: an address, a role; never a secret.
        """

    async def list(self, *, limit: int, offset: int) -> Sequence["AuditEntry"]:
        """Return entries, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry of the audit log; see `AuditLog.write`."""

    entry_id: str
    at: datetime
    action: str
    actor_id: str | None
    subject_id: str | None
    detail: str


class SessionStore(Protocol):
    """Logins. They may lie outside of the database, so each call is whole in itself."""

    async def add(self, session: Session) -> None:
        """Keep a new login."""

    async def find(self, token_sha256: str) -> Session | None:
        """Return the login with this hash, expired or not."""

    async def touch(self, session: Session, at: datetime) -> None:
        """Note that it was used."""

    async def alive(self, logins: Collection[tuple[str, str]], now: datetime) -> set[str]:
        """Return the ids of those logins that are there and have not run out.

        Args:
            logins: Each as its user's id and its own.
            now: The moment.
        """

    async def list(self, user_id: str) -> Sequence[Session]:
        """Return the user's logins, the newest first."""

    async def end(self, session_id: str, *, user_id: str) -> bool:
        """End one of the user's logins; return whether it was there."""

    async def end_all(self, user_id: str, *, but: str = "") -> int:
        """End all of the user's logins save one; return how many."""
