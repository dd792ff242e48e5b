"""Errors as pages for those who came with a browser; who is not signed in is led to where they can log in."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from research_assistant.domain.errors import NotSignedIn, ResearchError
from research_assistant.web.forms import login_path
from research_assistant.web.problems import Problem
from research_assistant.web.rendering import page

Answering = Callable[[Request, Any], Response | Awaitable[Response]]
"""What answers an error, of one kind, as Starlette has it."""


def install(app: FastAPI) -> None:
    """Tell every problem of `app` as a page where a browser asked for one."""
    for kind in (ResearchError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _as_page(app.exception_handlers[kind]))


def _as_page(answering: Answering) -> Answering:
    async def answer(request: Request, error: Exception) -> Response:
        reading = _for_reading(request)
        if reading and isinstance(error, NotSignedIn):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(login_path(wanted if request.method == "GET" else "/"), HTTPStatus.SEE_OTHER)
        told = answering(request, error)
        if not isinstance(told, Response):
            told = await told
        if not reading:
            return told
        problem = Problem.model_validate_json(bytes(told.body))
        kept = {name: value for name, value in told.headers.items() if name in {"retry-after", "allow"}}
        return page("problem.html", status=told.status_code, headers=kept, problem=problem)

    return answer


def _for_reading(request: Request) -> bool:
    if request.scope["type"] != "http" or request.url.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")
