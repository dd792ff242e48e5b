"""Several engines for one purpose, asked one after the other until one has hits."""

from collections.abc import Sequence
from dataclasses import replace

from research_assistant.domain.errors import ConnectorUnavailable
from research_assistant.domain.query import Scope
from research_assistant.ports.connector import Answer, Connector


class ChainConnector:
    """Asks the first of its engines, and the next one where that fails or finds nothing."""

    def __init__(self, name: str, engines: Sequence[Connector]) -> None:
        self._engines = engines
        self.name = name

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        """Return the answer of the first engine that has hits; what the earlier ones said is told with it.

        Raises:
            ConnectorUnavailable: No engine answered; says why of each.
        """
        failures: list[ConnectorUnavailable] = []
        told = Answer(hits=(), cached=True)
        for engine in self._engines:
            try:
                answer = await engine.search(text, user_id=user_id, scope=scope, limit=limit)
            except ConnectorUnavailable as error:
                failures.append(error)
                told = replace(told, cached=False, refused=(*told.refused, str(error)))
                continue
            told = replace(
                answer,
                asked=(*told.asked, *answer.asked),
                cached=told.cached and answer.cached,
                refused=(*told.refused, *answer.refused),
            )
            if answer.hits:
                break
        if len(failures) == len(self._engines):
            raise ConnectorUnavailable(
                " ".join(map(str, failures)), next_step=" ".join(dict.fromkeys(each.next_step for each in failures))
            )
        return told
