"""Tokens for programs: made, listed, revoked, and found again with each request."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from research_assistant.domain.errors import InvalidInput, NotAllowed, NotFound, NotSignedIn
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import ApiToken, Caller
from research_assistant.kit.ids import new_id
from research_assistant.kit.tokens import digest, new_token
from research_assistant.ports.clock import Clock
from research_assistant.ports.transaction import Transactions
from research_assistant.services.signing_in import SEEN_EVERY

PREFIX = "ra_"
"""Tells a token of this service to those who find one where it should not be."""

LONGEST_DAYS = 366
LONGEST_NAME = 100
MOST = 50
"""Tokens of one user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeToken:
    """A token that was made.

    Attributes:
        secret: What a program sends; told this once.
    """

    token: ApiToken
    secret: str


class ApiTokens:
    """The use cases of tokens."""

    def __init__(self, transactions: Transactions, *, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    async def make(self, caller: Caller, *, name: str, permissions: Collection[Permission], days: int) -> MadeToken:
        """Make a token for a program of the caller.

        Raises:
            NotAllowed: A token asks for a token, or for what the caller may not do.
            InvalidInput: Name or days cannot be used, or there are too many tokens.
        """
        if caller.token_id:
            raise NotAllowed("A token cannot make tokens.", next_step="Log in, and make it there.")
        if missing := set(permissions) - caller.permissions:
            names = ", ".join(sorted(missing))
            raise NotAllowed(f"You may not give a token what you may not do: {names}.", next_step="Ask for less.")
        called = " ".join(name.split())
        if not called or len(called) > LONGEST_NAME:
            raise InvalidInput("The token has no name, or too long a one.", next_step="Name it after its program.")
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidInput(f"A token cannot hold {days} days.", next_step=f"Ask for 1 to {LONGEST_DAYS}.")
        if not permissions:
            raise InvalidInput("The token would be good for nothing.", next_step="Name what it may do.")
        secret, now = new_token(PREFIX), self._clock()
        token = ApiToken(
            token_id=new_id(),
            token_sha256=digest(secret),
            user_id=caller.user.user_id,
            name=called,
            permissions=frozenset(permissions),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        async with self._transactions.writing() as transaction:
            if len(await transaction.tokens.list(token.user_id)) >= MOST:
                raise InvalidInput(f"You have {MOST} tokens already.", next_step="Revoke one that is not used.")
            await transaction.tokens.add(token)
            await transaction.audit.write("token_made", actor_id=token.user_id, subject_id=token.user_id, detail=called)
        return MadeToken(token=token, secret=secret)

    async def caller(self, secret: str) -> Caller:
        """Return who stands behind a token, with what both the token and its owner may do.

        Raises:
            NotSignedIn: There is no such token, it has run out, or its owner is disabled.
        """
        now = self._clock()
        async with self._transactions.reading() as transaction:
            token = await transaction.tokens.find(digest(secret))
            user = None if token is None else await transaction.users.get(token.user_id)
        if token is None or user is None or user.disabled or now >= token.expires_at:
            raise NotSignedIn("The token does not hold.", next_step="Make another one.")
        if token.used_at is None or now - token.used_at >= SEEN_EVERY:
            async with self._transactions.writing() as transaction:
                await transaction.tokens.touch(token.token_id, now)
        return Caller(user=user, permissions=token.permissions & user.role.permissions, token_id=token.token_id)

    async def list(self, caller: Caller) -> Sequence[ApiToken]:
        """Return the caller's tokens, the newest first."""
        async with self._transactions.reading() as transaction:
            return await transaction.tokens.list(caller.user.user_id)

    async def revoke(self, token_id: str, *, caller: Caller) -> None:
        """Make one of the caller's tokens worthless.

        Raises:
            NotFound: The caller has no such token.
        """
        async with self._transactions.writing() as transaction:
            if not await transaction.tokens.remove(token_id, user_id=caller.user.user_id):
                raise NotFound("You have no such token.", next_step="See yours: GET /api/auth/tokens")
            await transaction.audit.write(
                "token_revoked", actor_id=caller.user.user_id, subject_id=caller.user.user_id, detail=token_id
            )
