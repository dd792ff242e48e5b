"""From a request to its caller: a session's cookie, or a token in the header."""

import time
from collections import OrderedDict

from starlette.requests import HTTPConnection

from research_assistant.domain.errors import NotSignedIn
from research_assistant.domain.session import Caller
from research_assistant.kit.tokens import digest
from research_assistant.services.api_tokens import ApiTokens
from research_assistant.services.signing_in import SigningIn

REMEMBERED_SECONDS = 0.8
"""How long a caller is taken to be who it was: a login that is ended is dead everywhere within a second."""

REMEMBERED_MOST = 10_000

CALLER = "research_assistant.caller"
"""Where a request carries its caller, once it was found."""

UNKNOWN = "research_assistant.unknown"
"""Where it carries why its caller could not be looked for."""


class Callers:
    """Finds callers, and remembers for less than a second whom it found."""

    def __init__(self, signing_in: SigningIn, tokens: ApiTokens, *, cookie: str) -> None:
        self._signing_in = signing_in
        self._tokens = tokens
        self._cookie = cookie
        self._remembered: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    async def find(self, connection: HTTPConnection) -> Caller:
        """Return who calls.

        Raises:
            NotSignedIn: Nobody who is known.
        """
        scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
        is_token = scheme.lower() == "bearer"
        secret = secret.strip() if is_token else connection.cookies.get(self._cookie, "")
        if not secret:
            raise NotSignedIn("Nobody is signed in.", next_step="Log in: POST /api/auth/login")
        name = f"{is_token}{digest(secret)}"
        now = time.monotonic()
        if (kept := self._remembered.get(name)) and now - kept[0] < REMEMBERED_SECONDS:
            return kept[1]
        caller = await (self._tokens if is_token else self._signing_in).caller(secret)
        self._remembered[name] = (now, caller)
        self._remembered.move_to_end(name)
        while len(self._remembered) > REMEMBERED_MOST:
            self._remembered.popitem(last=False)
        return caller

    def forget(self) -> None:
        """Forget everybody: somebody's rights or logins were changed here."""
        self._remembered.clear()


async def caller_of(connection: HTTPConnection) -> Caller:
    """Return who calls; see `Callers.find`."""
    if found := connection.scope.get(CALLER):
        caller: Caller = found
        return caller
    if error := connection.scope.get(UNKNOWN):
        raise error
    callers: Callers = connection.app.state.callers
    return await callers.find(connection)
