"""Bodies about the library."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from research_assistant.domain.document import Box, Document
from research_assistant.domain.hit import Hit
from research_assistant.domain.library import LibraryItem, Visibility
from research_assistant.domain.quoting import best_sentence
from research_assistant.domain.user import User
from research_assistant.domain.work import Extent
from research_assistant.services.adding import Addition
from research_assistant.services.library import ItemText

PRINTED: Final = r"^[^\x00-\x1f\x7f]*$"
"""What names of collections and works are made of: no database has to take a NUL."""


class ItemRow(BaseModel):
    """A work in the library."""

    item_id: str
    title: str
    authors: list[str]
    year: int | None
    venue: str
    url: str
    identifiers: list[str] = Field(examples=[["doi:10.1000/182"]])
    collection: str
    visibility: Visibility
    mine: bool = Field(description="Whether the caller may change it.")
    extent: Extent = Field(description="How much of the work is stored.")
    document_id: str = Field(description="The stored copy that is searched and quoted.")
    added_at: datetime

    @classmethod
    def of(cls, item: LibraryItem, *, user: User) -> "ItemRow":
        """Return the row of `item` as `user` sees it."""
        return cls(
            item_id=item.item_id,
            title=item.work.title,
            authors=[str(author) for author in item.work.authors],
            year=item.work.year,
            venue=item.work.venue,
            url=item.work.url,
            identifiers=[str(identifier) for identifier in item.work.identifiers],
            collection=item.collection,
            visibility=item.visibility,
            mine=item.owner_id == user.user_id,
            extent=item.extent,
            document_id=item.document_id,
            added_at=item.added_at,
        )


class Items(BaseModel):
    """One page of the works that the caller may see, the newest first."""

    items: list[ItemRow]
    total: int
    limit: int
    next_cursor: str | None = Field(description="Given as `cursor`, it leads to the next page; null on the last one.")


class SectionRow(BaseModel):
    """A headed part of a text; offsets count Unicode code points."""

    model_config = ConfigDict(from_attributes=True)

    heading: str
    start: int
    end: int


class PageRow(BaseModel):
    """One page of a paginated file; offsets count Unicode code points, sizes are in points (1/72 inch)."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    label: str
    start: int
    end: int
    width: float
    height: float


class Item(ItemRow):
    """A work with the text that is searched and quoted."""

    text: str
    language: str = Field(examples=["en"], description="ISO 639-1, or `und`.")
    licence: str = Field(description="The terms of use that the copy states.")
    sections: list[SectionRow]
    pages: list[PageRow]
    limits: list[str] = Field(description="What of the file is not in the text.")

    @classmethod
    def whole(cls, found: ItemText, *, user: User) -> "Item":
        """Return an item with its text as `user` sees it."""
        document = found.document
        return cls(
            **ItemRow.of(found.item, user=user).model_dump(),
            text=document.text,
            language=document.language,
            licence=document.licence,
            sections=[SectionRow.model_validate(each) for each in document.sections],
            pages=[PageRow.model_validate(each) for each in document.pages],
            limits=list(found.limits),
        )


class HitRow(BaseModel):
    """A work that was found: `quote` is `text[start:end]` of its stored copy."""

    rank: int
    item_id: str
    title: str
    year: int | None
    identifiers: list[str]
    score: float = Field(description="Comparable inside one answer only.")
    parts: dict[str, float] = Field(description="What the score is made of.")
    document_id: str
    quote: str
    start: int
    end: int

    @classmethod
    def of(cls, hit: Hit, documents: Mapping[str, Document], asked: str) -> "HitRow":
        """Return the row of `hit`, with the sentence of its passage that shares most words with what was asked."""
        document = documents.get(hit.document_id or "")
        start = end = 0
        if document is not None and hit.passage is not None:
            start, end = best_sentence(document.text, hit.passage, asked)
        return cls(
            rank=hit.rank,
            item_id=hit.item_id or "",
            title=hit.work.title,
            year=hit.work.year,
            identifiers=[str(identifier) for identifier in hit.work.identifiers],
            score=round(hit.score, 6),
            parts={name: round(part, 6) for name, part in hit.parts.items()},
            document_id=hit.document_id or "",
            quote="" if document is None else document.text[start:end],
            start=start,
            end=end,
        )


class Hits(BaseModel):
    """What was found, best first."""

    hits: list[HitRow]


class CollectionRow(BaseModel):
    """A set of works that the caller may see."""

    collection: str = Field(description="Its name; empty for works that are in none.")
    visibility: Visibility
    items: int


class Collections(BaseModel):
    """The sets of works that the caller may see."""

    collections: list[CollectionRow]


class RefusedRow(BaseModel):
    """A file, or one entry of it, that was not added."""

    file: str = Field(examples=["paper.pdf"])
    place: str = Field(examples=["line 17"], description="Where in the file; empty for the file as a whole.")
    cause: str = Field(examples=["encrypted"], description="A word for programs; `entry` for one entry of a file.")
    reason: str
    next_step: str


class AdditionRow(BaseModel):
    """What became of the files that were sent."""

    new: int = Field(description="Works that were not there before.")
    known: int = Field(description="Works that were, and are up to date.")
    item_ids: list[str] = Field(description="Of both; files whose bytes were known bring none.")
    attached: list[str] = Field(description="Which files became the text of a work known by its record before.")
    same: list[str] = Field(description="Which files are the same as others.")
    limits: list[str] = Field(description="What of the files is not in their texts.")
    refused: list[RefusedRow]

    @classmethod
    def of(cls, addition: Addition) -> "AdditionRow":
        """Return what is told of `addition`."""
        return cls(
            new=addition.new,
            known=addition.known,
            item_ids=addition.item_ids,
            attached=addition.attached,
            same=addition.same,
            limits=addition.limits,
            refused=[
                RefusedRow(
                    file=each.file, place=each.place, cause=each.cause, reason=each.reason, next_step=each.next_step
                )
                for each in addition.refused
            ],
        )


class BoxRow(BaseModel):
    """Where a stretch of the text is seen on its page; edges in points from its upper left corner."""

    model_config = ConfigDict(from_attributes=True)

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class PageBoxes(BaseModel):
    """The boxes of one page."""

    page: int = Field(description="Counted from 1.")
    boxes: list[BoxRow]


class Boxes(BaseModel):
    """Where words of a text are seen; empty where its file has no pages."""

    pages: list[PageBoxes]

    @classmethod
    def of(cls, found: Mapping[int, Sequence[Box]]) -> "Boxes":
        """Return the boxes by their pages."""
        return cls(
            pages=[
                PageBoxes(page=number, boxes=[BoxRow.model_validate(each) for each in boxes])
                for number, boxes in sorted(found.items())
            ]
        )
