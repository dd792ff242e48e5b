"""Where a copy of a work can be had."""

from dataclasses import dataclass

from research_assistant.domain.work import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One address at which a record says that a copy of its work lies.

    Attributes:
        url: Its address; a promise of the record, which the fetcher checks before anything is dialled.
        media_type: What the record says lies there, such as `application/pdf`; empty where it does not say.
        extent: How much of the work lies there.
        connector: Whose record told it.
        licence: The terms of use that the record states; empty where it states none.
        is_open: Whether everybody may read it there, as far as the record tells; what is not is asked for last.
    """

    url: str
    media_type: str = ""
    extent: Extent = Extent.FULL_TEXT
    connector: str = ""
    licence: str = ""
    is_open: bool = True
