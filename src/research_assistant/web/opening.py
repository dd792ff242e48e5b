"""Making ready: the database is waited for, made or brought up to date, by one of many workers."""

import asyncio

import structlog

from research_assistant.adapters.db.migrate import migrate
from research_assistant.bootstrap import Application
from research_assistant.domain.errors import NotInitialised, StorageUnavailable

PATIENCE_SECONDS = 60
"""How long a database may take to come up after us, as it does where both start with the machine."""

_log = structlog.get_logger(__name__)


async def prepare(made: Application) -> None:
    """Bring the database to this program's version, and make the user that the command line acts as.

    Raises:
        NotInitialised: It was made by a newer program.
        StorageUnavailable: It did not come up.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_SECONDS
    while True:
        try:
            await migrate(made.engine)
            break
        except NotInitialised:
            raise
        except StorageUnavailable as error:
            if loop.time() > until:
                raise
            _log.warning("waiting_for_database", reason=str(error))
            await asyncio.sleep(1)
    await made.accounts.ensure_local()
