"""A library of Zotero through its web API, version 3.

Source: https://www.zotero.org/support/dev/web_api/v3/basics (2026): at most a hundred items a page, a `Link` to the
next one, the key in a header.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Final
from urllib.parse import quote, urlencode

from research_assistant.adapters.zotero.items import csl_item
from research_assistant.domain.errors import ConfigurationError, FetchFailed, InvalidInput, NotFound
from research_assistant.ports.fetcher import Fetcher, Request

ZOTERO: Final = "zotero"

PAGE = 100
"""Items of one answer; it is the most that Zotero gives."""

SECONDS = 360.0
"""For one answer, the pause included that Zotero may have asked for before."""

_NOT_ALLOWED, _UNKNOWN = (401, 403), 404


class ZoteroLibrary:
    """Reads one library of Zotero: a user's or a group's.

    Args:
        fetcher: What asks; it knows the service `zotero`.
        url: Where the API is.
        library: Whose library, such as `users/123` or `groups/456`; empty where none is set.
        key: A key that may read it; empty for a public library.
    """

    def __init__(self, fetcher: Fetcher, *, url: str, library: str, key: str) -> None:
        self._fetcher = fetcher
        self._base = f"{url.rstrip('/')}/{library}"
        self._library = library
        self._headers = {"Zotero-API-Version": "3"} | ({"Zotero-API-Key": key} if key else {})

    async def references(self, collection: str) -> bytes:
        """Return references as a CSL-JSON file; see `ReferenceManager`."""
        if not self._library:
            raise ConfigurationError(
                "No library of Zotero is set.", next_step="Set ZOTERO_LIBRARY to users/NUMBER or groups/NUMBER."
            )
        inside = f"/collections/{quote(await self._key(collection), safe='')}" if collection else ""
        found = [item async for each in self._all(f"{inside}/items/top") if (item := csl_item(each)) is not None]
        if not found:
            where = f"The collection {collection!r}" if collection else "The library"
            raise NotFound(f"{where} of Zotero has no references.", next_step="Look into it at zotero.org.")
        return json.dumps(found, ensure_ascii=False).encode(errors="replace")

    async def _key(self, collection: str) -> str:
        """Return the key of the collection that has this name or key."""
        names = {}
        async for each in self._all("/collections"):
            data = each.get("data")
            if isinstance(data, dict):
                names[str(data.get("key", ""))] = str(data.get("name", ""))
        if collection in names:
            return collection
        keys = [key for key, name in names.items() if name.casefold() == collection.strip().casefold()]
        if not keys:
            told = ", ".join(sorted(names.values())) or "none"
            raise NotFound(f"Zotero has no collection {collection!r}.", next_step=f"These are there: {told}.")
        if len(keys) > 1:
            raise InvalidInput(
                f"Zotero has {len(keys)} collections {collection!r}.", next_step=f"Give the key: {', '.join(keys)}."
            )
        return keys[0]

    async def _all(self, path: str) -> AsyncIterator[Mapping[str, object]]:
        """Yield what lies at a path, page after page; what is added meanwhile comes last."""
        start, goes_on = 0, True
        while goes_on:
            how = {"format": "json", "limit": PAGE, "start": start, "sort": "dateAdded", "direction": "asc"}
            page, goes_on = await self._page(f"{self._base}{path}?{urlencode(how)}")
            goes_on = goes_on and bool(page)
            start += len(page)
            for each in page:
                if isinstance(each, dict):
                    yield each

    async def _page(self, url: str) -> tuple[list[object], bool]:
        """Return what one answer holds, and whether there are more."""
        try:
            answer = await self._fetcher.fetch(Request(url=url, service=ZOTERO, headers=self._headers, seconds=SECONDS))
        except FetchFailed as error:
            raise self._named(error) from error
        try:
            page = json.loads(answer.content)
        except (ValueError, RecursionError):
            page = None
        if not isinstance(page, list):
            raise FetchFailed(
                "Zotero sent what is no list of items.", next_step="Look at ZOTERO_URL.", cause="protocol"
            )
        return page, 'rel="next"' in answer.headers.get("link", "")

    def _named(self, error: FetchFailed) -> FetchFailed | ConfigurationError:
        if error.status in _NOT_ALLOWED:
            return ConfigurationError(
                f"Zotero does not let this key read {self._library}.",
                next_step="Make a key that may at zotero.org/settings/keys, and set ZOTERO_API_KEY to it.",
            )
        if error.status == _UNKNOWN:
            return ConfigurationError(
                f"Zotero has no library {self._library}.",
                next_step="Look at ZOTERO_LIBRARY: the number of a user is told at zotero.org/settings/keys.",
            )
        return error
