"""What the properties of an office document say of it, as far as they can be believed."""

import re
from dataclasses import dataclass

from lxml import etree

from research_assistant.adapters.extract.blocks import seen
from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.adapters.extract.titles import told_title
from research_assistant.domain.work import Name, Work
from research_assistant.kit.dates import date_of

_DC = "{http://purl.org/dc/elements/1.1/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
# What programs and freshly installed computers write where a person's name should be.
_NOBODY = re.compile(
    r"(?:.*\b(?:user|admin|administrator|owner|author|unknown|anonymous|microsoft|office|openoffice|libreoffice|word|"
    r"windows|docx|pandoc|calibre|apache|poi|adobe|acrobat|benutzer|utilisateur|usuario)\b.*)|.*[@\d\\/_].*",
    re.IGNORECASE,
)
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What is told of a document beside its text; empty where nothing is, or nothing that can be believed.

    Attributes:
        title: Its title.
        authors: Who wrote it.
        language: ISO 639-1.
        keywords: As they are told.
        identifier: A name of the document, such as a DOI.
    """

    title: str = ""
    authors: tuple[Name, ...] = ()
    language: str = ""
    keywords: str = ""
    identifier: str = ""

    def work(self, title: str, *, dated: str) -> Work:
        """Return the work of this title.

        The days on which its file was made and changed say nothing of when the work appeared: they are not asked for.

        Args:
            title: Never empty.
            dated: What its text says of its date, as it is written there; empty for nothing.
        """
        day = date_of(dated)
        fields = Fields({"doi": self.identifier, "year": day[:4], "type": "document"})
        made = work_of(fields, title=title, collection="")
        return Work(
            title=title,
            authors=self.authors,
            year=made.year,
            type=made.type,
            identifiers=made.identifiers if "10." in self.identifier else (),
            issued=day if len(day) > 4 else "",
            variables={"keyword": self.keywords} if self.keywords else {},
        )


def core_properties(root: etree._Element | None) -> Properties:
    """Return what `docProps/core.xml` of an Office document tells."""
    if root is None:
        return Properties()
    return Properties(
        title=told_title(_told(root, f"{_DC}title")),
        authors=believed_authors(_told(root, f"{_DC}creator")),
        language=language_code(_told(root, f"{_DC}language")),
        keywords=_told(root, f"{_CORE}keywords"),
        identifier=_told(root, f"{_DC}identifier"),
    )


def open_properties(root: etree._Element | None) -> Properties:
    """Return what `meta.xml` of an OpenDocument file tells."""
    if root is None:
        return Properties()
    return Properties(
        title=told_title(_told(root, f"{_DC}title")),
        authors=believed_authors(_told(root, f"{_META}initial-creator") or _told(root, f"{_DC}creator")),
        language=language_code(_told(root, f"{_DC}language")),
        keywords=", ".join(words for each in root.iter(f"{_META}keyword") if (words := seen(each.text or ""))),
    )


def believed_authors(text: str) -> tuple[Name, ...]:
    """Return the people of a property that a program fills in: names of two words, or in Chinese, Japanese or Korean.

    The rest are names of accounts and of programs.
    """
    people = (part for part in re.split(r"\s*;\s*", text) if part)
    believed = [one for one in people if not _NOBODY.fullmatch(one) and (" " in one or _IDEOGRAPHS.fullmatch(one))]
    return Fields({"authors": believed}).authors()


def language_code(text: str) -> str:
    """Return the ISO 639-1 code that a language tag (`en-US`) begins with; empty where it begins with none."""
    told = re.match(r"([A-Za-z]{2})(?![A-Za-z])", text.strip())
    return told[1].lower() if told else ""


def _told(root: etree._Element, tag: str) -> str:
    return seen(next((each.text or "" for each in root.iter(tag)), ""))
