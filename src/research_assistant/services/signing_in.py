"""Who is asking: logins begin and end, and every request finds its caller."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from research_assistant.domain.errors import NotFound, NotSignedIn, TooMany, WrongCredentials
from research_assistant.domain.password import normalised
from research_assistant.domain.session import Caller, Session
from research_assistant.domain.user import User, username_key
from research_assistant.kit.ids import new_id
from research_assistant.kit.tokens import digest, new_token
from research_assistant.ports.account_stores import Secret, SessionStore
from research_assistant.ports.clock import Clock
from research_assistant.ports.limiter import Limiter, Rate
from research_assistant.ports.passwords import PasswordHasher
from research_assistant.ports.transaction import Transactions

GUESSES_AT_ONE = Rate(most=10, seconds=15 * 60)
"""Wrong passwords for one account from one address, or from one browser that has logged in before."""

LOGINS_FROM_ONE = Rate(most=300, seconds=60 * 60)
"""Attempts from one address, whatever the account and however they end: a whole campus may share one."""

GUESSES_FROM_ALL = Rate(most=100, seconds=60 * 60)
"""Wrong passwords for one account from all unknown browsers; 100 is what NIST SP 800-63B-4, section 3.2.2, allows."""

DEVICE_HOLDS = timedelta(days=180)
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a login or token was last used."""

_LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRules:
    """How long a login holds.

    Attributes:
        at_most: However much it is used.
        idle: Without being used.
    """

    at_most: timedelta
    idle: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where a login comes from.

    Attributes:
        address: As far as it is known for sure.
        agent: What the program calls itself.
        session_token: Of the login that it had before; it ends.
        device_token: What it was given at an earlier login.
    """

    address: str = ""
    agent: str = ""
    session_token: str = ""
    device_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login that has begun.

    Attributes:
        session_token: Stands for the user from now on; told this once.
        device_token: Shows later that the user has logged in from here; told this once.
    """

    user: User
    session: Session
    session_token: str
    device_token: str


class SigningIn:
    """The use cases of logins."""

    def __init__(
        self,
        transactions: Transactions,
        *,
        sessions: SessionStore,
        hasher: PasswordHasher,
        limiter: Limiter,
        rules: SessionRules,
        clock: Clock,
    ) -> None:
        self._transactions = transactions
        self._sessions = sessions
        self._hasher = hasher
        self._limiter = limiter
        self._rules = rules
        self._clock = clock

    async def login(self, name: str, password: str, *, visit: Visit) -> Login:
        """Begin a login, by username or e-mail address.

        Guesses are counted before the password is hashed. Guesses made elsewhere never keep out a browser from which
        the owner has logged in before.

        Raises:
            WrongCredentials: Name or password is wrong, or the account is disabled; which, is not told.
            TooMany: Too many wrong passwords.
        """
        async with self._transactions.reading() as transaction:
            secret = await transaction.users.secret(name)
            known = secret is not None and await self._knows(secret, visit)
        counted = self._counters(name, visit, known=known)
        for rate, key in counted:
            allowance = await self._limiter.hit(rate, *key)
            if not allowance.allowed:
                raise TooMany(
                    "There were too many attempts to log in.",
                    seconds=allowance.seconds,
                    next_step="Wait, or ask an administrator for a link to choose a new password.",
                )
        right = await self._hasher.verify(normalised(password), "" if secret is None else secret.password_hash)
        if secret is None or not right or secret.user.disabled:
            await self._note_failure(secret, visit)
            raise WrongCredentials(
                "Username or password is wrong.", next_step="Try again, or ask an administrator for a new password."
            )
        for rate, key in counted:
            if rate is not LOGINS_FROM_ONE:
                await self._limiter.clear(rate, *key)
        return await self._begin(secret, password, visit)

    async def logout(self, session_token: str) -> bool:
        """End the login of this token; return whether there was one."""
        session = await self._sessions.find(digest(session_token))
        return session is not None and await self._sessions.end(session.session_id, user_id=session.user_id)

    async def caller(self, session_token: str) -> Caller:
        """Return who stands behind a session token.

        Raises:
            NotSignedIn: Nobody, or nobody any more.
        """
        session = await self._sessions.find(digest(session_token))
        now = self._clock()
        if session is None or now >= min(session.expires_at, session.seen_at + self._rules.idle):
            raise _signed_out()
        async with self._transactions.reading(once=True) as transaction:
            user = await transaction.users.get(session.user_id)
        if user is None or user.disabled:
            raise _signed_out()
        if now - session.seen_at >= SEEN_EVERY:
            await self._sessions.touch(session, now)
        return Caller(user=user, permissions=user.role.permissions, session_id=session.session_id)

    async def still_there(self, callers: Collection[Caller]) -> set[Caller]:
        """Return those of the callers whose login or token still holds, and whose account is not disabled."""
        now = self._clock()
        logins = {(caller.user.user_id, caller.session_id) for caller in callers if caller.session_id}
        sessions = await self._sessions.alive(logins, now) if logins else set()
        async with self._transactions.reading() as transaction:
            enabled = await transaction.users.enabled({caller.user.user_id for caller in callers})
            tokens = await transaction.tokens.alive({caller.token_id for caller in callers if caller.token_id}, now)
        return {
            caller
            for caller in callers
            if caller.user.user_id in enabled and (caller.session_id in sessions or caller.token_id in tokens)
        }

    async def sessions(self, user: User) -> Sequence[Session]:
        """Return the user's logins, the newest first."""
        return await self._sessions.list(user.user_id)

    async def end(self, session_id: str, *, user: User) -> None:
        """End one of the user's logins.

        Raises:
            NotFound: The user has no such login.
        """
        if not await self._sessions.end(session_id, user_id=user.user_id):
            raise NotFound("You have no such login.", next_step="See yours: GET /api/auth/sessions")

    async def end_others(self, caller: Caller) -> int:
        """End all of the user's logins save the present one; return how many."""
        return await self._sessions.end_all(caller.user.user_id, but=caller.session_id)

    async def _knows(self, secret: Secret, visit: Visit) -> bool:
        if not visit.device_token:
            return False
        async with self._transactions.reading() as transaction:
            return await transaction.devices.knows(
                digest(visit.device_token), user_id=secret.user.user_id, now=self._clock()
            )

    def _counters(self, name: str, visit: Visit, *, known: bool) -> list[tuple[Rate, tuple[str, ...]]]:
        account = digest(username_key(name))
        if known:
            return [(GUESSES_AT_ONE, ("login-device", account, digest(visit.device_token)))]
        return [
            (LOGINS_FROM_ONE, ("login-address", visit.address)),
            (GUESSES_AT_ONE, ("login-pair", account, visit.address)),
            (GUESSES_FROM_ALL, ("login-account", account)),
        ]

    async def _note_failure(self, secret: Secret | None, visit: Visit) -> None:
        async with self._transactions.writing() as transaction:
            await transaction.audit.write(
                "login_failed",
                actor_id=None,
                subject_id=None if secret is None else secret.user.user_id,
                detail=visit.address,
            )

    async def _begin(self, secret: Secret, password: str, visit: Visit) -> Login:
        now, user = self._clock(), secret.user
        session_token, device_token = new_token(), new_token()
        session = Session(
            session_id=new_id(),
            token_sha256=digest(session_token),
            user_id=user.user_id,
            created_at=now,
            seen_at=now,
            expires_at=now + self._rules.at_most,
            address=visit.address,
            agent=visit.agent[:_LONGEST_AGENT],
        )
        fresh = await self._hasher.hash(normalised(password)) if self._hasher.outdated(secret.password_hash) else ""
        if visit.session_token:
            await self.logout(visit.session_token)
        await self._sessions.add(session)
        async with self._transactions.writing() as transaction:
            if fresh:
                await transaction.users.set_password(user.user_id, fresh)
            await transaction.devices.add(digest(device_token), user_id=user.user_id, expires_at=now + DEVICE_HOLDS)
            await transaction.audit.write("login", actor_id=user.user_id, subject_id=user.user_id, detail=visit.address)
        return Login(user=user, session=session, session_token=session_token, device_token=device_token)


def _signed_out() -> NotSignedIn:
    return NotSignedIn("Nobody is signed in.", next_step="Log in first.")
