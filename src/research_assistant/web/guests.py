"""Who listens for long: each is looked up again every moment, all of them at once, and sent away when signed out."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from research_assistant.domain.errors import NotSignedIn, StorageUnavailable
from research_assistant.domain.session import Caller
from research_assistant.services.signing_in import SigningIn

LOOK_SECONDS = 0.5
"""Between two looks: who is signed out is gone within a second."""

_log = logging.getLogger(__name__)


class Guest:
    """One listener.

    Args:
        caller: Who listens.
        wake: Called when the listener is signed out.
    """

    def __init__(self, caller: Caller, wake: Callable[[], None]) -> None:
        self.caller = caller
        self.gone = False
        self._wake = wake

    def leave(self) -> None:
        """Count the listener as signed out from now on."""
        self.gone = True
        self._wake()

    def require(self) -> None:
        """Make sure that the listener is signed in.

        Raises:
            NotSignedIn: It is not, any more.
        """
        if self.gone:
            raise NotSignedIn("The login has ended.", next_step="Log in again.")


class Guests:
    """All listeners of this process."""

    def __init__(self, signing_in: SigningIn) -> None:
        self._signing_in = signing_in
        self._guests: set[Guest] = set()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._guests)

    @contextmanager
    def guest(self, caller: Caller, *, wake: Callable[[], None]) -> Iterator[Guest]:
        """Count a listener as there until the block is left; `wake` is called when it is signed out."""
        guest = Guest(caller, wake)
        self._guests.add(guest)
        try:
            yield guest
        finally:
            self._guests.discard(guest)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._guests:
                continue
            try:
                there = await self._signing_in.still_there({guest.caller for guest in self._guests})
            except StorageUnavailable as error:
                _log.warning("Listeners cannot be looked up: %s", error)
                continue
            for guest in self._guests:
                if not guest.gone and guest.caller not in there:
                    guest.leave()
