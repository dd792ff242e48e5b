"""`research serve`: the server, its address from the settings."""

from typing import Annotated

import typer


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. [HOST, 127.0.0.1]", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [PORT, 8000]", show_default=False)] = None,
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1, max=64)] = 1,
) -> None:
    """Serve the API; the database is made or brought up to date first.

    Example: research serve --port 8080
    """
    import uvicorn

    from research_assistant.config import read_settings

    settings = read_settings()
    uvicorn.run(
        "research_assistant.web.app:create_app",
        factory=True,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=workers,
        # Addresses of clients are told by the gate, which asks TRUSTED_PROXIES.
        proxy_headers=False,
        http="research_assistant.web.promptness:PromptProtocol",
        server_header=False,
        log_config=None,
    )
