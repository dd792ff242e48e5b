"""A register that keeps records of works under their names."""

from collections.abc import Sequence
from typing import Protocol

from research_assistant.domain.work import Identifier, Work


class Register(Protocol):
    """A register that can be asked for one work: Crossref by its DOI, Europe PMC by its PMID."""

    @property
    def name(self) -> str:
        """The name that settings and reports use, such as `crossref`."""

    @property
    def schemes(self) -> Sequence[str]:
        """The schemes of the names that it knows works by, the best first, such as `("doi", "pmid")`."""

    async def find(self, identifier: Identifier) -> Work | None:
        """Return the work that has this name, as the register describes it now; nothing where it has none.

        Raises:
            ConnectorUnavailable: The register did not answer; says why.
        """
