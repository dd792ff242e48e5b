"""A place of which some hosts are left out."""

from dataclasses import replace

from research_assistant.domain.admission import Admission
from research_assistant.domain.query import Scope
from research_assistant.ports.connector import Answer, Connector


class AdmittingConnector:
    """Passes on the hits of a connector whose hosts are admitted."""

    def __init__(self, connector: Connector, admission: Admission) -> None:
        self._connector = connector
        self._admission = admission

    @property
    def name(self) -> str:
        """The name of the connector."""
        return self._connector.name

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        """Return the admitted hits, ranked anew; how many others there were is told as refused.

        Raises:
            ConnectorUnavailable: The connector did not answer.
        """
        answer = await self._connector.search(text, user_id=user_id, scope=scope, limit=limit)
        admitted = [hit for hit in answer.hits if self._admission.admits(hit.work.url)]
        left_out = len(answer.hits) - len(admitted)
        if not left_out:
            return answer
        pages = "1 page was" if left_out == 1 else f"{left_out} pages were"
        told = f"{pages} left out of what {self.name} found, since their hosts are not let in here."
        return replace(
            answer,
            hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(admitted, start=1)),
            refused=(*answer.refused, told),
        )
