"""The queue of DBOS: one partition a user, so that nobody waits behind all that another one asks."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from research_assistant.adapters.durable.dbos_system import QUEUE, SCHEMA, SHAPE, WORKFLOW, System
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.ports.holds import Waiting

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions

CONNECTIONS = 2
REMEMBERED = timedelta(hours=1)
FORGOTTEN_AT_ONCE = 1000
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_UNDER_WAY = {"ENQUEUED", "DELAYED", "PENDING"}


class DbosQueue:
    """Puts queries into the queue; whoever serves it may be any process on the same database."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._opened: tuple[DBOSClient, Engine] | None = None

    async def is_made(self) -> bool:
        """Return whether a process has served it yet, which makes its tables.

        Raises:
            StorageUnavailable: Its database cannot be used.
        """
        with _told():
            return await asyncio.to_thread(self._has_tables)

    async def put(self, waiting: Sequence[Waiting]) -> None:
        """Make sure that each of the queries will be brought to a process, or has been; see the port."""
        with _told():
            client = self._client()
            known = {
                status.workflow_id: status.status
                for status in await client.list_workflows_async(
                    workflow_ids=[each.query_id for each in waiting], load_input=False, load_output=False
                )
            }
            for each in waiting:
                status = known.get(each.query_id)
                if status in _UNDER_WAY:
                    continue
                if status is not None:
                    # DBOS resumes nothing that has ended. What its steps made is in our own tables.
                    await client.delete_workflow_async(each.query_id)
                await client.enqueue_async(_options(each), each.query_id)

    async def drop(self, query_id: str) -> None:
        """Forget a query that needs no process any more."""
        with _told():
            await self._client().cancel_workflow_async(query_id)

    async def brought(self) -> Mapping[str, str]:
        """Return the ids of the queries that processes are not done with, each with the name of its process."""
        with _told():
            found = await self._client().list_workflows_async(
                queue_name=QUEUE, status="PENDING", load_input=False, load_output=False
            )
        return {status.workflow_id: status.executor_id or "" for status in found}

    async def bring_again(self, query_ids: Sequence[str]) -> None:
        """Bring queries whose process has died to another one."""
        with _told():
            await self._client().resume_workflows_async(list(query_ids), queue_name=QUEUE)

    async def forget_ended(self) -> None:
        """Forget some of the queries that were done with an hour ago or earlier."""
        before = (datetime.now(UTC) - REMEMBERED).isoformat()
        with _told():
            client = self._client()
            ended = await client.list_workflows_async(
                name=WORKFLOW,
                status=list(_ENDED),
                completed_before=before,
                limit=FORGOTTEN_AT_ONCE,
                load_input=False,
                load_output=False,
            )
            if ended:
                await client.delete_workflows_async([status.workflow_id for status in ended])

    def close(self) -> None:
        """Let go of the connections."""
        if self._opened is not None:
            client, engine = self._opened
            client.destroy()
            engine.dispose()
            self._opened = None

    def _has_tables(self) -> bool:
        engine = self._system.engine(connections=1)
        try:
            schema = None if engine.dialect.name == "sqlite" else SCHEMA
            return inspect(engine).has_table("workflow_status", schema=schema)
        finally:
            engine.dispose()

    def _client(self) -> "DBOSClient":
        if self._opened is None:
            engine = self._system.engine(connections=CONNECTIONS)
            self._opened = self._system.client(engine), engine
        return self._opened[0]


def _options(waiting: Waiting) -> "EnqueueOptions":
    return {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "workflow_id": waiting.query_id,
        "queue_partition_key": waiting.user_id,
        "app_version": SHAPE,
    }


@contextmanager
def _told() -> Iterator[None]:
    from dbos import error  # noqa: PLC0415 - the command line does without

    try:
        yield
    except (error.DBOSException, SQLAlchemyError) as failure:
        words = str(failure).strip().splitlines() or [type(failure).__name__]
        raise StorageUnavailable(
            f"The queue cannot be used: {words[0]}.", next_step="Run: research doctor"
        ) from failure
