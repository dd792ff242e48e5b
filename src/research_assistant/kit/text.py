"""What all text goes through before it is stored, and how a place in it is named."""

import re
import unicodedata
from dataclasses import dataclass

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: from code point `start` up to, and without, code point `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that stand at this place of `text`."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def clean(text: str) -> str:
    """Return `text` as it is stored: NFC, lines ended by LF, nothing that a database or XML refuses.

    Every line end (CRLF, CR, form feed, the Unicode separators) becomes LF; NUL, lone surrogates, the
    noncharacters U+FFFE and U+FFFF and all control characters but LF and tab are removed. To clean twice is to
    clean once.
    """
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", _LINE_ENDS.sub("\n", text)))


def shown_name(name: str) -> str:
    """Return a file's name as it can be written anywhere: controls and bytes that are no text become U+FFFD."""
    return _UNSHOWN.sub("\ufffd", name)


def is_storable(text: str) -> bool:
    """Tell whether `text` holds nothing that a database or XML refuses."""
    return _UNSTORABLE.search(text) is None
