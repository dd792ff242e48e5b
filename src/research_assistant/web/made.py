"""The services, as a dependency of routes."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from research_assistant.bootstrap import Application


async def _made(connection: HTTPConnection) -> Application:
    made: Application = connection.app.state.made
    return made


Made = Annotated[Application, Depends(_made)]
"""Everything that a route can call."""
