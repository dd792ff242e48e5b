"""Where a reader keeps references outside of this program."""

from typing import Protocol


class ReferenceManager(Protocol):
    """A program that keeps references and can be asked for them: Zotero."""

    async def references(self, collection: str) -> bytes:
        """Return references as a CSL-JSON file.

        Args:
            collection: The name or key of the collection that is wanted; empty for all there are.

        Raises:
            NotFound: There is no such collection, or nothing in it.
            InvalidInput: Several collections have this name.
            ConfigurationError: It is not set up, or its key may not do this.
            FetchFailed: It did not answer.
        """
