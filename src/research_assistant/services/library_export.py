"""The library as a file of references."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from research_assistant.domain.errors import InvalidInput, NotFound
from research_assistant.domain.user import User
from research_assistant.domain.work import Extent
from research_assistant.ports.reference_writer import Described, ReferenceWriter
from research_assistant.ports.transaction import Transactions

DEFAULT_FORMAT = "bibtex"
"""Of what is written to standard output, or to a file whose name says nothing."""

PAGE = 500
"""Items looked up at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file of references.

    Attributes:
        content: Its bytes.
        works: How many works it holds.
    """

    content: bytes
    works: int


class LibraryExport:
    """Writes what a user may see of the library.

    Args:
        transactions: Where the library is.
        writers: The formats, by name.
    """

    def __init__(self, transactions: Transactions, writers: Mapping[str, ReferenceWriter]) -> None:
        self._transactions = transactions
        self._writers = writers

    def chosen(self, format_name: str | None, file_name: str = "") -> str:
        """Return the name of the wanted format: the one that is named, else the one whose files end like `file_name`.

        Raises:
            InvalidInput: There is no format of this name, or none whose files end so; names those there are.
        """
        if format_name is not None:
            return self._writer(format_name).name
        ending = PurePath(file_name).suffix.casefold()
        if not ending:
            return DEFAULT_FORMAT
        names = {each.suffix: name for name, each in self._writers.items()}
        if ending not in names:
            raise InvalidInput(
                f"No file of references ends in {ending}.",
                next_step=f"Choose one of {', '.join(names)}, or say which it is: --format {'|'.join(names.values())}.",
            )
        return names[ending]

    async def export(self, format_name: str, *, user: User, collection: str | None) -> Exported:
        """Return the visible works, of one collection where it is named, with their abstracts; the oldest first.

        Raises:
            InvalidInput: There is no such format.
            NotFound: There is nothing to be written.
        """
        writer = self._writer(format_name)
        works = await self._works(user, collection)
        if not works:
            what = "The library is empty" if collection is None else f"There is no collection {collection!r}"
            raise NotFound(f"{what}.", next_step="See what there is: research library list")
        return Exported(content=writer.write(works), works=len(works))

    def _writer(self, format_name: str) -> ReferenceWriter:
        found = self._writers.get(format_name.strip().casefold())
        if found is None:
            names = ", ".join(self._writers)
            raise InvalidInput(f"There is no format {format_name!r}.", next_step=f"Choose one of these: {names}.")
        return found

    async def _works(self, user: User, collection: str | None) -> list[Described]:
        found: list[Described] = []
        async with self._transactions.reading() as transaction:
            total = await transaction.library.count(user_id=user.user_id, collection=collection)
            for offset in range(0, total, PAGE):
                items = await transaction.library.list(
                    user_id=user.user_id, collection=collection, limit=PAGE, offset=offset
                )
                wanted = [item.document_id for item in items if item.extent is Extent.ABSTRACT]
                abstracts = {each.document_id: each.text for each in await transaction.documents.get(wanted)}
                found += [(item.work, abstracts.get(item.document_id, "")) for item in items]
        return found[::-1]
