"""Every error as one shape: `application/problem+json` (RFC 9457), each type with a page of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from research_assistant.domain.errors import (
    ConfigurationError,
    InvalidInput,
    NameTaken,
    NotAllowed,
    NotFound,
    NotInitialised,
    NotSignedIn,
    ResearchError,
    StorageFull,
    StorageUnavailable,
    TooMany,
    Unavailable,
    UnreadableFile,
    WrongCredentials,
)

MEDIA_TYPE: Final = "application/problem+json"
AGAIN_AFTER: Final = 5
"""Seconds after which to ask again where something is unavailable."""

_log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """What went wrong, as RFC 9457 tells it."""

    type: str = Field(examples=["/problems/not-found"])
    """The kind of problem: the address of a page that explains it."""
    title: str = Field(examples=["There is no such thing"])
    """The kind in words; always the same for one type."""
    status: int = Field(examples=[404])
    """The status of the answer."""
    detail: str = Field(examples=["You have no research query '0190…'."])
    """What was wrong this time."""
    next_step: str = Field(default="", examples=["See yours: GET /api/research"])
    """What to do about it."""
    instance: str = Field(default="", examples=["urn:uuid:0190b7a2-…"])
    """The request, as the log knows it."""
    errors: list["FieldProblem"] = Field(default_factory=list)
    """Each field of the request that cannot be used."""


class FieldProblem(BaseModel):
    """A field of the request that cannot be used."""

    field: str = Field(examples=["body.max_sources"])
    """Where it is."""
    message: str = Field(examples=["Input should be less than or equal to 200"])
    """What is expected there."""


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {"default": {"model": Problem, "description": "What went wrong"}}
"""What the description of every route says of its errors."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of problem: its name in addresses, its status, what it is called, and what its page says."""

    name: str
    status: HTTPStatus
    title: str
    page: str


KINDS: Final[Sequence[tuple[type[ResearchError], Kind]]] = (
    (
        NameTaken,
        Kind("name-taken", HTTPStatus.BAD_REQUEST, "The name is taken", "Another account has this name or address."),
    ),
    (
        UnreadableFile,
        Kind(
            "unreadable-file",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The file cannot be read",
            "The file is damaged, encrypted, empty, too large, or of a kind that cannot be read.",
        ),
    ),
    (
        InvalidInput,
        Kind(
            "invalid-input",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The request cannot be used",
            "A value of the request is not what is expected there. Nothing was changed.",
        ),
    ),
    (
        NotFound,
        Kind(
            "not-found",
            HTTPStatus.NOT_FOUND,
            "There is no such thing",
            "There is no such thing, or it is not yours: the two are told alike.",
        ),
    ),
    (
        WrongCredentials,
        Kind(
            "wrong-credentials",
            HTTPStatus.UNAUTHORIZED,
            "Username or password is wrong",
            "No account has this name and password. Which of the two is wrong is not told.",
        ),
    ),
    (
        NotSignedIn,
        Kind(
            "not-signed-in",
            HTTPStatus.UNAUTHORIZED,
            "Nobody is signed in",
            "The request carries no login and no token, or one that has ended. Log in: POST /api/auth/login",
        ),
    ),
    (
        NotAllowed,
        Kind(
            "not-allowed",
            HTTPStatus.FORBIDDEN,
            "This is not allowed",
            "Whoever asks is known, but may not do this.",
        ),
    ),
    (
        TooMany,
        Kind(
            "too-many",
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too often",
            "Too many requests in too short a time. `Retry-After` says how many seconds to wait.",
        ),
    ),
    (
        StorageFull,
        Kind(
            "storage-full",
            HTTPStatus.INSUFFICIENT_STORAGE,
            "There is no room left",
            "The disk of the server is full. Nothing was half written; it goes on when there is room.",
        ),
    ),
    (
        NotInitialised,
        Kind(
            "not-initialised",
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The database is not ready",
            "The database was not made yet, or by another version. The operator runs: research init",
        ),
    ),
    (
        StorageUnavailable,
        Kind(
            "storage-unavailable",
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The storage cannot be reached",
            "Database or disk did not answer. Nothing was half written; ask again after `Retry-After` seconds.",
        ),
    ),
    (
        Unavailable,
        Kind(
            "unavailable",
            HTTPStatus.SERVICE_UNAVAILABLE,
            "A part is not available",
            "A part of the world did not do its work. Ask again after `Retry-After` seconds.",
        ),
    ),
    (
        ConfigurationError,
        Kind(
            "configuration",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "A setting cannot be used",
            "The operator has to correct a setting; the log of the server names it.",
        ),
    ),
)
"""Our errors and what they are to a client; the first that fits."""

OTHERS: Final[Mapping[int, Kind]] = {
    kind.status: kind
    for kind in (
        Kind("bad-request", HTTPStatus.BAD_REQUEST, "The request cannot be read", "It is no valid HTTP or JSON."),
        Kind(
            "cross-site",
            HTTPStatus.FORBIDDEN,
            "The request came from another site",
            "A browser sent it from a page of another origin, which is not in ALLOWED_ORIGINS.",
        ),
        Kind("no-such-address", HTTPStatus.NOT_FOUND, "There is nothing at this address", "See the API: GET /docs"),
        Kind(
            "wrong-method",
            HTTPStatus.METHOD_NOT_ALLOWED,
            "This address does not take this method",
            "The header `Allow` names those it takes.",
        ),
        Kind(
            "too-slow",
            HTTPStatus.REQUEST_TIMEOUT,
            "The request came too slowly",
            "Nothing came for a minute, or less than 5,000 bytes a second all along. Send it again.",
        ),
        Kind(
            "too-large",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "The request is too large",
            "The operator sets how much is taken: MAX_UPLOAD_SIZE_MB.",
        ),
        Kind(
            "address-too-long",
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "The address is too long",
            "Path and query have at most 8,192 bytes. Long text belongs into the body.",
        ),
        Kind(
            "headers-too-long",
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "The headers are too long",
            "All headers together have at most 32,768 bytes. Too many cookies are a common reason.",
        ),
        Kind(
            "wrong-media-type",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body is of another kind than this address takes",
            "Say what it is with the header `Content-Type`.",
        ),
        Kind(
            "failure",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong here",
            "It is our failure, and it is in the log of the server under the id of the request.",
        ),
    )
}
"""What goes wrong before or beside our own code, by status."""

ALL: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (*(kind for _, kind in KINDS), *OTHERS.values())}


def kind_of(error: ResearchError) -> Kind:
    """Return what `error` is to a client."""
    return next((kind for known, kind in KINDS if isinstance(error, known)), OTHERS[500])


def answer(
    kind: Kind,
    detail: str,
    *,
    next_step: str = "",
    request_id: str = "",
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as an answer."""
    problem = Problem(
        type=f"/problems/{kind.name}",
        title=kind.title,
        status=kind.status,
        detail=detail or kind.title,
        next_step=next_step,
        instance=f"urn:uuid:{request_id}" if request_id else "",
        errors=list(errors),
    )
    again = {"Retry-After": str(AGAIN_AFTER)} if kind.status in {503, 507} else {}
    content = problem.model_dump_json(exclude_defaults=True)
    return Response(content, status_code=kind.status, media_type=MEDIA_TYPE, headers={**again, **(headers or {})})


def told(error: ResearchError, *, request_id: str = "") -> Response:
    """Return one of our errors as an answer."""
    kind = kind_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(ceil(error.seconds))
    if kind.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="research-assistant"'
    if isinstance(error, ConfigurationError | StorageUnavailable):
        # Where the database lies and what a setting holds is the operator's business alone: the log tells it.
        _log.error("unavailable", reason=str(error), next_step=error.next_step, request_id=request_id)
        return answer(kind, kind.title, request_id=request_id, headers=headers)
    return answer(kind, str(error), next_step=error.next_step, request_id=request_id, headers=headers)


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem."""

    @app.exception_handler(ResearchError)
    async def research_error(connection: HTTPConnection, error: ResearchError) -> Response:
        response = told(error, request_id=_id(connection))
        if isinstance(connection, WebSocket):
            await connection.send_denial_response(response)
        return response

    @app.exception_handler(RequestValidationError)
    async def validation(request: Request, error: RequestValidationError) -> Response:
        fields = [FieldProblem(field=".".join(map(str, each["loc"])), message=each["msg"]) for each in error.errors()]
        detail = f"{fields[0].field}: {fields[0].message}" if fields else ""
        kind = ALL["invalid-input"]
        return answer(kind, detail, next_step="See the API: GET /docs", request_id=_id(request), errors=fields)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        kind = OTHERS.get(error.status_code) or Kind(
            "bad-request", HTTPStatus(error.status_code), HTTPStatus(error.status_code).phrase, ""
        )
        return answer(kind, kind.title, request_id=_id(request), headers=error.headers)

    @app.exception_handler(Exception)
    async def failure(request: Request, error: Exception) -> Response:
        _log.error("request_failed", path=request.url.path, exc_info=error)
        return answer(OTHERS[500], OTHERS[500].title, next_step="Try again.", request_id=_id(request))


def _id(request: HTTPConnection) -> str:
    found: str = request.scope.get("request_id", "")
    return found
