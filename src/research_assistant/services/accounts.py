"""Who there is: accounts are made, changed, and given a new password."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from research_assistant.domain.errors import InvalidInput, NameTaken, NotAllowed, NotFound, NotInitialised
from research_assistant.domain.password import check_password, normalised
from research_assistant.domain.user import LOCAL, Role, User, email_address, username
from research_assistant.kit.ids import new_id
from research_assistant.kit.tokens import digest, new_token
from research_assistant.ports.account_stores import AuditEntry, SessionStore
from research_assistant.ports.clock import Clock
from research_assistant.ports.passwords import PasswordHasher
from research_assistant.ports.transaction import Transaction, Transactions

RESET_HOLDS = timedelta(hours=24)
"""How long a one-time link can be used."""

SERVICE_WORDS = ("research", "assistant", "research-assistant", "researchassistant")
"""What everybody knows of this service, and so no password should be made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRules:
    """What passwords are asked to be.

    Attributes:
        shortest: In code points.
        common: Those that are tried first, in lower case.
    """

    shortest: int
    common: Collection[str]


class Accounts:
    """The use cases of accounts."""

    def __init__(
        self,
        transactions: Transactions,
        *,
        sessions: SessionStore,
        hasher: PasswordHasher,
        rules: PasswordRules,
        registration_open: bool,
        clock: Clock,
    ) -> None:
        self._transactions = transactions
        self._sessions = sessions
        self._hasher = hasher
        self._rules = rules
        self._registration_open = registration_open
        self._clock = clock

    async def ensure_local(self) -> User:
        """Return the user that the command line acts as, made where there is none yet."""
        async with self._transactions.writing() as transaction:
            return await transaction.users.ensure(User(user_id=new_id(), username=LOCAL, role=Role.ADMIN))

    async def local(self) -> User:
        """Return the user that the command line acts as.

        Raises:
            NotInitialised: There is none: the database was never initialised.
        """
        async with self._transactions.reading() as transaction:
            user = await transaction.users.by_name(LOCAL)
        if user is None:
            raise NotInitialised("The database has no local user.", next_step="Run: research init")
        return user

    async def register(self, name: str, *, email: str, password: str, address: str = "") -> User:
        """Make an account for whoever asks.

        Raises:
            NotAllowed: Registration is closed.
            InvalidInput: Name, address or password cannot be used.
            NameTaken: Another account has the name or the address.
        """
        if not self._registration_open:
            raise NotAllowed("Registration is closed.", next_step="Ask an administrator for an account.")
        return await self._add(
            name, email=email_address(email), password=password, role=Role.RESEARCHER, actor_id=None, detail=address
        )

    async def create(self, name: str, *, email: str | None, password: str, role: Role, actor: User) -> User:
        """Make an account for somebody else.

        Raises:
            InvalidInput: Name, address or password cannot be used.
            NameTaken: Another account has the name or the address.
        """
        checked = None if email is None else email_address(email)
        return await self._add(
            name, email=checked, password=password, role=role, actor_id=actor.user_id, detail=role.value
        )

    async def list(self, *, limit: int, offset: int) -> tuple[Sequence[User], int]:
        """Return one page of the accounts, and how many there are."""
        async with self._transactions.reading() as transaction:
            return await transaction.users.list(limit=limit, offset=offset), await transaction.users.count()

    async def find(self, name: str) -> User:
        """Return the account with this username.

        Raises:
            NotFound: There is none.
        """
        async with self._transactions.reading() as transaction:
            return await _named(transaction, name)

    async def change(self, name: str, *, role: Role | None, disabled: bool | None, actor: User) -> User:
        """Change what an account may do; a disabled one is signed out everywhere.

        Raises:
            NotFound: There is no such account.
            InvalidInput: It is the one that the command line acts as, or one's own.
        """
        async with self._transactions.writing() as transaction:
            found = await _named(transaction, name)
            if found.username == LOCAL or found.user_id == actor.user_id:
                raise InvalidInput(
                    "Nobody changes the rights of the local user, or their own.", next_step="Name another account."
                )
            changed = replace(found, role=role or found.role, disabled=found.disabled if disabled is None else disabled)
            await transaction.users.change(found.user_id, role=changed.role, disabled=changed.disabled)
            await transaction.audit.write(
                "account_changed",
                actor_id=actor.user_id,
                subject_id=found.user_id,
                detail=f"{changed.role.value}{', disabled' if changed.disabled else ''}",
            )
        if changed.disabled:
            await self._sessions.end_all(found.user_id)
        return changed

    async def change_password(self, user: User, *, old: str, new: str, keep_session: str) -> None:
        """Put a new password in the place of the old one; all other logins end.

        Raises:
            NotAllowed: The old password is not right.
            InvalidInput: The new one cannot be used.
        """
        async with self._transactions.reading() as transaction:
            secret = await transaction.users.secret(user.username)
        kept = "" if secret is None else secret.password_hash
        if not await self._hasher.verify(normalised(old), kept):
            raise NotAllowed("The present password is not right.", next_step="Type it again.")
        await self._set_password(user, new, actor_id=user.user_id, action="password_changed")
        await self._sessions.end_all(user.user_id, but=keep_session)

    async def set_password(self, name: str, password: str, *, actor: User) -> User:
        """Put a new password in the place of somebody's; all logins end.

        Raises:
            NotFound: There is no such account.
            InvalidInput: The password cannot be used.
        """
        user = await self.find(name)
        await self._set_password(user, password, actor_id=actor.user_id, action="password_set")
        await self._sessions.end_all(user.user_id)
        return user

    async def reset_link(self, name: str, *, actor: User) -> str:
        """Return a token that lets its bearer choose a new password for the account, once, within a day.

        Raises:
            NotFound: There is no such account.
        """
        token = new_token()
        async with self._transactions.writing() as transaction:
            user = await _named(transaction, name)
            await transaction.resets.add(digest(token), user_id=user.user_id, expires_at=self._clock() + RESET_HOLDS)
            await transaction.audit.write("reset_link_made", actor_id=actor.user_id, subject_id=user.user_id, detail="")
        return token

    async def redeem(self, token: str, password: str) -> User:
        """Choose a new password with a one-time link; all logins end.

        Raises:
            NotFound: The link was used, has run out, or never was.
            InvalidInput: The password cannot be used; the link still can.
        """
        gone = NotFound("This link does not hold any more.", next_step="Ask an administrator for another one.")
        hashed = await self._hasher.hash(self._checked(password, ()))
        async with self._transactions.writing() as transaction:
            user_id = await transaction.resets.take(digest(token), self._clock())
            user = None if user_id is None else await transaction.users.get(user_id)
            if user is None or user.disabled:
                raise gone
            self._checked(password, _own_words(user.username, user.email))
            await transaction.users.set_password(user.user_id, hashed)
            await transaction.audit.write("password_reset", actor_id=None, subject_id=user.user_id, detail="")
        await self._sessions.end_all(user.user_id)
        return user

    async def audit(self, *, limit: int, offset: int) -> Sequence[AuditEntry]:
        """Return what was done to accounts, the newest first."""
        async with self._transactions.reading() as transaction:
            return await transaction.audit.list(limit=limit, offset=offset)

    async def _add(
        self, name: str, *, email: str | None, password: str, role: Role, actor_id: str | None, detail: str
    ) -> User:
        chosen = username(name)
        hashed = await self._hasher.hash(self._checked(password, _own_words(chosen, email)))
        user = User(user_id=new_id(), username=chosen, role=role, email=email, created_at=self._clock())
        async with self._transactions.writing() as transaction:
            if not await transaction.users.add(user, password_hash=hashed):
                raise NameTaken("This username or e-mail address is taken.", next_step="Choose another one, or log in.")
            await transaction.audit.write("account_made", actor_id=actor_id, subject_id=user.user_id, detail=detail)
        return user

    async def _set_password(self, user: User, password: str, *, actor_id: str, action: str) -> None:
        hashed = await self._hasher.hash(self._checked(password, _own_words(user.username, user.email)))
        async with self._transactions.writing() as transaction:
            await transaction.users.set_password(user.user_id, hashed)
            await transaction.audit.write(action, actor_id=actor_id, subject_id=user.user_id, detail="")

    def _checked(self, password: str, own_words: Sequence[str]) -> str:
        words = (*own_words, *SERVICE_WORDS)
        check_password(password, shortest=self._rules.shortest, own_words=words, common=self._rules.common)
        return normalised(password)


def _own_words(name: str, email: str | None) -> tuple[str, ...]:
    return (name,) if email is None else (name, email, *email.split("@"))


async def _named(transaction: Transaction, name: str) -> User:
    user = await transaction.users.by_name(name)
    if user is None:
        raise NotFound(f"There is no account {name!r}.", next_step="See those there are: research user list")
    return user
