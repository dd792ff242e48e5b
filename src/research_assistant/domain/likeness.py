"""A record in the forms in which it is compared with others."""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from research_assistant.domain.notices import without_mark
from research_assistant.domain.work import Name, Work
from research_assistant.kit.words import STOP_WORDS

REGISTERS = ("doi", "arxiv", "pmid", "pmcid")
"""Where one work has one name, so that two names are two works; the order is that in which a join is explained."""

WORDS_THAT_TELL = 4
"""A title with fewer words, stop words aside, names many works: all else must agree."""

_PREPRINT_SERVERS = """
    10.48550/ 10.1101/ 10.2139/ssrn 10.31234/ 10.31219/ 10.20944/ 10.26434/ 10.21203/ 10.36227/ 10.5281/
"""
_PREPRINT_DOIS = tuple(_PREPRINT_SERVERS.split())
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_VERSION = re.compile(r"v\d+$")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SUBTITLE = re.compile(r":\s|\s[-–—]\s|\?\s")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)?|([ivx]+)")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})

# What a record says about another record: "Erratum: …" is not "…".
_NOTICE_WORDS = """
    addendum comment comments corrigendum correction corrections errata erratum rejoinder reply response retracted
    retraction review
"""
_NOTICES = frozenset(_NOTICE_WORDS.split())
# Titles of these words alone come back in every issue.
_RECURRING_WORDS = """
    a about and announcement announcements article articles author authors book books call calls chair chairman chairs
    column contents editor editorial editors for foreword from guest in index introduction issue letter letters
    memoriam message news note notes obituary of on overview papers preface record report reports reviews s section
    special summary table the this to us
"""
# What a remark in brackets on the form of a contribution says.
_FORM_WORDS = "abstract demo demonstration panel paper poster preprint session slides summary talk tutorial"
_FORMS = frozenset(_FORM_WORDS.split())
_NUMBER_WORDS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINALS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS.split(), start=1)}
_RECURRING = _NOTICES.union(_RECURRING_WORDS.split())


class Person(NamedTuple):
    """An author's name: the words of the family name, and all of it."""

    family: frozenset[str]
    whole: str


@dataclass(frozen=True)
class Likeness:
    """A record in the forms in which it is compared, each made once."""

    work: Work

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """Its names by register, each in one spelling; other schemes too, whose names identify but do not set apart."""
        found: dict[str, frozenset[str]] = {}
        for identifier in self.work.identifiers:
            scheme, value = identifier.scheme, identifier.value.strip()
            if scheme in REGISTERS:
                value = value.casefold().removeprefix(f"{scheme}:").strip()
            if scheme == "doi" and (arxiv := _ARXIV_DOI.fullmatch(value)):
                scheme, value = "arxiv", arxiv[1]
            if scheme == "arxiv":
                value = _VERSION.sub("", value)
            if value:
                found[scheme] = found.get(scheme, frozenset()) | {value}
        return found

    @cached_property
    def published(self) -> frozenset[str]:
        """Its DOIs but those of preprints, which may meet their published version under another DOI."""
        return frozenset(doi for doi in self.names.get("doi", ()) if not doi.startswith(_PREPRINT_DOIS))

    @cached_property
    def is_preprint(self) -> bool:
        """Whether preprints are all that it names."""
        return not self.published and not {"doi", "arxiv"}.isdisjoint(self.names)

    @cached_property
    def _unmarked(self) -> str:
        """The title as it was before its work was retracted: the mark makes no other work of it."""
        return without_mark(self.work.title)

    @cached_property
    def title(self) -> str:
        """The words of the title."""
        return folded(self._unmarked)

    @cached_property
    def bare(self) -> str:
        """The words of the title without a remark on its form in brackets: "(panel session)", "(extended abstract)"."""
        return folded(_without_form(self._unmarked)) or self.title

    @cached_property
    def squeezed(self) -> str:
        """The title without spaces: "data base" is "database"."""
        return self.bare.replace(" ", "")

    @cached_property
    def main(self) -> str:
        """The words before the subtitle."""
        return folded(_SUBTITLE.split(_without_form(self._unmarked), maxsplit=1)[0]) or self.bare

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the title, one by one."""
        return tuple(self.title.split())

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers in the title, Roman ones and words too: "Part I" is not "Part II"."""
        return frozenset(number for word in self.words if (number := _number(word)))

    @cached_property
    def spelt(self) -> frozenset[str]:
        """The different words of the title without a remark on its form, numbers in digits."""
        return frozenset(_number(word) or word for word in self.bare.split())

    @cached_property
    def notices(self) -> frozenset[str]:
        """Words at the start or the end of the title, or the record's word, that make it a remark on another work."""
        told = {"notice"} if self.work.notice_of else set()
        return _NOTICES & {*self.words[:1], *self.words[-1:]} | told

    @cached_property
    def recurs(self) -> bool:
        """Whether the title is one that comes back in every issue."""
        return _RECURRING.issuperset(self.words)

    @cached_property
    def tells(self) -> bool:
        """Whether the title has words enough to name one work."""
        return len(set(self.words) - STOP_WORDS) >= WORDS_THAT_TELL

    @cached_property
    def authors(self) -> tuple[Person, ...]:
        """The authors whose names hold a letter."""
        return tuple(Person(family, folded(str(name))) for name in self.work.authors if (family := _family(name)))

    @cached_property
    def venue(self) -> tuple[str, ...]:
        """The words of the name of where it appeared."""
        return tuple(word for word in folded(self.work.venue).split() if word not in STOP_WORDS)

    @cached_property
    def place(self) -> tuple[str, str]:
        """Volume and first page; empty where either is unknown."""
        volume, page = (self.work.variables.get(name, "") for name in ("volume", "page"))
        return (volume, re.split(r"\W", page)[0]) if volume and page else ("", "")


def folded(text: str) -> str:
    """Return the words of `text` in small letters without accents, tags and punctuation."""
    plain = _TAG.sub("", html.unescape(text)).replace("&", " and ").casefold().translate(_LETTERS)
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(_WORD.findall(plain))


def _number(word: str) -> str:
    number = _NUMBER.fullmatch(_ORDINALS.get(word, word))
    return (number[1] or number[2]) if number else ""


def _without_form(title: str) -> str:
    return _ASIDE.sub(lambda aside: " " if _FORMS & set(folded(aside[0]).split()) else aside[0], title)


def _family(name: Name) -> frozenset[str]:
    words = folded(name.literal or name.family or name.given).split()
    return frozenset(word for word in words if len(word) > 1) or frozenset(words)
