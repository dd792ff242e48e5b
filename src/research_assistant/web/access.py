"""Who may do what, in one place. A route without a declared policy keeps the application from starting."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from research_assistant.domain.errors import NotAllowed
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import Caller
from research_assistant.web.callers import caller_of
from research_assistant.web.gate import client_address, within


class Policy:
    """What a route asks of its caller; as a dependency, it gives the caller.

    Args:
        permission: What the caller must be allowed.
        person: Whether only a person who is logged in may call it, and no token.
    """

    def __init__(self, permission: Permission, *, person: bool = False) -> None:
        self.permission = permission
        self.person = person

    async def __call__(self, connection: HTTPConnection) -> Caller:
        """Return the caller.

        Raises:
            NotSignedIn: There is none.
            NotAllowed: There is one, who may not do this.
        """
        caller = await caller_of(connection)
        if self.permission not in caller.permissions:
            raise NotAllowed("You may not do this.", next_step="Ask an administrator for the right to.")
        if self.person and caller.token_id:
            raise NotAllowed("A token may not do this.", next_step="Log in, and do it there.")
        return caller


def may_share(caller: Caller) -> None:
    """Let those pass who may put works into what everybody searches: others would find there what they never chose.

    Raises:
        NotAllowed: The caller may not.
    """
    if Permission.ADMIN not in caller.permissions:
        raise NotAllowed(
            "You may not share works with all users.", next_step="Add them for yourself, or ask an administrator."
        )


class Open:
    """The policy of a route that anybody may call."""

    async def __call__(self) -> None:
        """Let everybody in."""


class Near:
    """The policy of a route that only some addresses may call: those of `METRICS_ALLOWED`."""

    async def __call__(self, connection: HTTPConnection) -> None:
        """Let those addresses in.

        Raises:
            NotAllowed: It is another one.
        """
        if not within(client_address(connection.scope), connection.app.state.settings.watchers):
            raise NotAllowed("Your address may not read this.", next_step="The operator sets METRICS_ALLOWED.")


OPEN = Depends(Open())
NEAR = Depends(Near())

Reader = Annotated[Caller, Depends(Policy(Permission.READ))]
"""Who may see what is their own."""
Asker = Annotated[Caller, Depends(Policy(Permission.ASK))]
"""Who may ask research queries."""
Keeper = Annotated[Caller, Depends(Policy(Permission.LIBRARY))]
"""Who may keep a library."""
Person = Annotated[Caller, Depends(Policy(Permission.READ, person=True))]
"""Somebody who is logged in, and sees to their own account."""
Administrator = Annotated[Caller, Depends(Policy(Permission.ADMIN, person=True))]
"""Who sees to the accounts of others."""


class UndeclaredPolicy(Exception):
    """A route does not say who may call it."""


def check_policies(routes: Sequence[BaseRoute], *, known: frozenset[str]) -> None:
    """Make sure that every route declares one policy.

    Args:
        routes: All routes of an application, those of included routers too.
        known: Paths of routes that are no endpoints of ours, each open to all: static files, the API's description.

    Raises:
        UndeclaredPolicy: One does not, or declares two.
    """
    for path, found in policies(routes):
        if len(found) != 1 and not (path in known and not found):
            raise UndeclaredPolicy(f"{path!r} declares {len(found)} policies; it must declare one.")


def policies(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, list[Policy | Open | Near]]]:
    """Yield the path of every route with the policies that it declares."""
    for context in iter_route_contexts(routes):
        dependant = getattr(context, "dependant", None)
        yield getattr(context, "path", ""), [] if dependant is None else list(_declared(dependant))


def _declared(dependant: Dependant) -> Iterator[Policy | Open | Near]:
    for needed in dependant.dependencies:
        if isinstance(needed.call, Policy | Open | Near):
            yield needed.call
        yield from _declared(needed)
