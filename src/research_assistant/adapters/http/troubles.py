"""The errors of connections, in our words."""

import ssl
from collections.abc import Callable

import httpcore2

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.urls import Url
from research_assistant.domain.errors import FetchFailed

TROUBLES = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    ssl.SSLError,
    OSError,
    UnicodeError,
)
"""All that connections raise; `TimeoutError` is an `OSError`."""

_MEANINGS: tuple[tuple[type[Exception], Callable[[Url], FetchFailed]], ...] = (
    (httpcore2.ConnectError, failures.unreachable),
    (httpcore2.ConnectTimeout, failures.unreachable),
    (httpcore2.TimeoutException, failures.silent),
    (TimeoutError, failures.silent),
)

_ENDED_EARLY = ("peer closed connection", "disconnected without")
"""How h11 and httpcore2 tell an answer that is too short from one that is no HTTP."""


def named(error: Exception, url: Url) -> FetchFailed:
    """Return what an error of a connection means to a reader."""
    tls = _beneath(error, ssl.SSLError)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return failures.untrusted(url, tls.verify_message)
    if tls is not None:
        return failures.unsafe(url)
    if isinstance(error, httpcore2.ProxyError):
        return failures.proxy_refused(url, str(error))
    if isinstance(error, httpcore2.ProtocolError) and not any(words in str(error) for words in _ENDED_EARLY):
        return failures.garbled(url)
    return next((meaning(url) for kind, meaning in _MEANINGS if isinstance(error, kind)), failures.cut_off(url))


def _beneath(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    # httpcore takes the cause away from what it raises again; the context stays.
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error
