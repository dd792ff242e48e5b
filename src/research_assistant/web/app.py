"""The application that servers run: every route, what stands before them, and what opens and closes with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from research_assistant.adapters.db.waits import ANSWERING
from research_assistant.bootstrap import application
from research_assistant.config import Settings, read_settings
from research_assistant.ports.limiter import Rate
from research_assistant.web import error_pages, logs, problems
from research_assistant.web.access import check_policies
from research_assistant.web.callers import Callers
from research_assistant.web.gate import Gate
from research_assistant.web.guests import Guests
from research_assistant.web.limits import Limits
from research_assistant.web.metrics import metrics_in
from research_assistant.web.openapi import DescribedApi
from research_assistant.web.opening import prepare
from research_assistant.web.patience import Patience
from research_assistant.web.results import Results
from research_assistant.web.routes import (
    account_pages,
    accounts,
    analytics,
    auth,
    entry_pages,
    health,
    library,
    library_pages,
    metrics,
    pages,
    progress,
    research,
    research_pages,
)
from research_assistant.web.uploads import Uploads
from research_assistant.web.worker import Worker

DESCRIBED = frozenset({"/openapi.json"})
"""Routes that are no endpoints of ours: the description of the API."""


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application.

    Args:
        settings: Those of the environment where `None`.

    Raises:
        ConfigurationError: A setting cannot be used.
        UndeclaredPolicy: A route does not say who may call it.
    """
    chosen = settings or read_settings()
    log = logs.configure(level=chosen.log_level, file=chosen.log_file)
    cookie = "__Host-session_token" if chosen.cookie_secure else "session_token"

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with application(chosen, waits=ANSWERING) as made:
            await prepare(made)
            app.state.metrics.watch(made.engine)
            app.state.made = made
            app.state.callers = Callers(made.signing_in, made.api_tokens, cookie=cookie)
            app.state.watching, app.state.results = made.watching, Results(made)
            app.state.guests = Guests(made.signing_in)
            app.state.uploads = Uploads(
                chosen.data_dir.expanduser().absolute() / "uploads", largest=chosen.max_upload_size_mb * 1024 * 1024
            )
            await app.state.uploads.sweep()
            async with AsyncExitStack() as stack:
                app.state.worker = Worker(chosen)
                if chosen.worker_queries:
                    await stack.enter_async_context(app.state.worker.behind())
                for service in (made.watching, made.filling, app.state.guests):
                    stack.push_async_callback(_ended, asyncio.create_task(service.run()))
                yield

    app = DescribedApi(
        title="Research Assistant",
        summary="Answers whose every claim points at a verbatim quote in a stored copy of its source.",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.state.settings = chosen
    app.state.cookie = cookie
    app.state.metrics = counted = metrics_in(chosen.data_dir.expanduser().absolute() / "metrics")
    problems.install(app)
    error_pages.install(app)
    apis = (auth, accounts, research, progress, library, analytics, health, metrics)
    for module in (*apis, pages, entry_pages, account_pages, research_pages, library_pages):
        # Taken over one by one: a router that is included looks for the route twice.
        app.router.routes.extend(module.router.routes)
    check_policies(app.routes, known=DESCRIBED)
    rate = Rate(most=chosen.rate_limit_max_requests, seconds=chosen.rate_limit_window_seconds)
    app.add_middleware(
        Limits, rate=rate if rate.most else None, most_streams=chosen.user_streams, streams=counted.streams
    )
    if chosen.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(chosen.origins),
            allow_credentials=True,
            allow_methods=["GET", "POST", "DELETE", "PUT", "PATCH"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Prefer", "Last-Event-ID"],
            expose_headers=["Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID", "Location"],
        )
    app.add_middleware(
        Gate,
        allowed_origins=chosen.origins,
        trusted_proxies=chosen.proxies,
        secure=chosen.cookie_secure,
        answered=counted.answered,
        log=log,
    )
    app.add_middleware(Patience)
    return app
