"""The queue of DBOS: one partition a user, so that nobody waits behind all that another one asks."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from research_assistant.adapters.durable.dbos_system import APPLICATION, QUEUE, SCHEMA, SHAPE, WORKFLOW, System
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.ports.holds import Waiting

if TYPE_CHECKING:
    from dbos import DBOSClient, WorkflowStatus

CONNECTIONS = 2
_QUEUED = {"ENQUEUED", "DELAYED"}


class DbosQueue:
    """Puts queries into the queue; whoever serves it may be any process on the same database."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._opened: DBOSClient | None = None

    async def put(self, waiting: Sequence[Waiting], *, live: Collection[str] = ()) -> None:
        """Make sure that each of the queries is, or will be, with a live process; see the port."""
        with _told():
            client = self._client()
            known = {
                status.workflow_id: status
                for status in await client.list_workflows_async(
                    workflow_ids=[each.query_id for each in waiting], load_input=False, load_output=False
                )
            }
            for each in waiting:
                await self._put(client, each, known.get(each.query_id), live)

    async def drop(self, query_id: str) -> None:
        """Forget a query that needs no process any more."""
        with _told():
            await self._client().cancel_workflow_async(query_id)

    def close(self) -> None:
        """Let go of the connections."""
        if self._opened is not None:
            self._opened.destroy()
            self._opened = None

    async def _put(
        self, client: "DBOSClient", waiting: Waiting, known: "WorkflowStatus | None", live: Collection[str]
    ) -> None:
        if known is not None and (known.status in _QUEUED or (known.status == "PENDING" and known.executor_id in live)):
            return
        if known is not None and known.status == "PENDING":
            await client.resume_workflow_async(waiting.query_id, queue_name=QUEUE)
            return
        if known is not None:
            # DBOS resumes nothing that has ended. What its steps made is in our own tables.
            await client.delete_workflow_async(waiting.query_id)
        await client.enqueue_async(
            {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": waiting.query_id,
                "queue_partition_key": waiting.user_id,
                "app_version": SHAPE,
            },
            waiting.query_id,
        )

    def _client(self) -> "DBOSClient":
        if self._opened is None:
            from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - the command line does without

            self._opened = DBOSClient(
                system_database_url=self._system.url,
                dbos_system_schema=SCHEMA,
                serializer=DBOSPortableJSONSerializer(),
                system_database_pool_size=CONNECTIONS,
                application_name=APPLICATION,
                lazy=True,
                retry_connection_errors=False,
            )
        return self._opened


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
