"""References from a reference manager into the library."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from research_assistant.domain.library import Visibility
from research_assistant.domain.user import User
from research_assistant.ports.reference_manager import ReferenceManager
from research_assistant.services.adding import Addition, Progress
from research_assistant.services.library import Library

FILE = "zotero.json"
"""What the references are called where one of them is refused."""


class Pulling:
    """Takes references over: once more changes nothing but what has changed.

    Args:
        manager: Where they are.
        library: Where they go.
    """

    def __init__(self, manager: ReferenceManager, library: Library) -> None:
        self._manager = manager
        self._library = library

    async def pull(
        self, collection: str, *, into: str, owner: User, visibility: Visibility, progress: Progress
    ) -> Addition:
        """Add the references of a collection of the manager's, or all of them, to a collection of the library.

        Raises:
            ResearchError: The manager does not give them, says why; or they cannot be kept.
        """
        content = await self._manager.references(collection)
        with TemporaryDirectory(prefix="research-references-") as folder:
            path = Path(folder, FILE)
            await asyncio.to_thread(path.write_bytes, content)
            return await self._library.add(
                [path],
                owner=owner,
                visibility=visibility,
                collection=into,
                progress=progress,
                names={path: FILE},
            )
