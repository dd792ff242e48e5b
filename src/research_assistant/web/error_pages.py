"""Errors as pages for those who came with a browser; who is not signed in is led to where they can log in."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from research_assistant.domain.errors import NotSignedIn, ResearchError
from research_assistant.web.callers import CALLER
from research_assistant.web.forms import login_path
from research_assistant.web.problems import Problem
from research_assistant.web.rendering import page

Answering = Callable[[Request, Any], Response | Awaitable[Response]]
"""What answers an error, of one kind, as Starlette has it."""


def install(app: FastAPI) -> None:
    """Tell every problem of `app` as a page where a browser asked for one."""
    for kind in (ResearchError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _as_page(app.exception_handlers[kind]))


def shown(told: Response, scope: Scope) -> Response:
    """Return the problem `told` as a page where a browser asked for one, else as it is."""
    if not _is_read(scope):
        return told
    problem = Problem.model_validate_json(bytes(told.body))
    kept = {name: value for name, value in told.headers.items() if name in {"retry-after", "allow"}}
    return page("problem.html", caller=scope.get(CALLER), status=told.status_code, headers=kept, problem=problem)


def _as_page(answering: Answering) -> Answering:
    async def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, NotSignedIn) and _is_read(request.scope):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(login_path(wanted if request.method == "GET" else "/"), HTTPStatus.SEE_OTHER)
        told = answering(request, error)
        if not isinstance(told, Response):
            told = await told
        return shown(told, request.scope)

    return answer


def _is_read(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"].startswith("/api/"):
        return False
    return "text/html" in HTTPConnection(scope).headers.get("accept", "")
