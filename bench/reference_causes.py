"""What makes two renderings of one reference differ."""

import html
import re
import unicodedata

_TAG = re.compile(r"</?[a-z]+>", re.IGNORECASE)
_RAISED_OR_LOWERED = re.compile(r"[⁰¹²³⁴-ⁿ₀-₎]")
_MARK = re.compile(r"[_^](?=\w)")  # of what has no raised or lowered character
_DASHES = re.compile(r"[-‐‑‒–—―−]+")
_LIST_NUMBER = re.compile(r"^(?:\[\d+\]|\d+\.)")
_QUOTATION_MARKS = re.compile(r"[\"'“”„‘’‚«»]")
_RANGE = re.compile(r"(?:pp?\.)?(\w+)-\w*")
_DAMAGED = "\ufffd"


def comparable(text: str) -> str:
    """Return what two renderings have to agree in."""
    text = _TAG.sub("", html.unescape(text))
    text = _RAISED_OR_LOWERED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = _DASHES.sub("-", "".join(_MARK.sub("", text).split()))
    return _LIST_NUMBER.sub("", text)


def cause(theirs: str, ours: str, title: str) -> str:
    """Return why the renderings of the work of this `title` differ, as far as it can be told from them."""
    theirs, ours = comparable(theirs), comparable(ours)
    if theirs.casefold() == ours.casefold():
        return "case beside a damaged letter" if _DAMAGED in theirs else "title case"
    if _QUOTATION_MARKS.sub("", theirs).casefold() == _QUOTATION_MARKS.sub("", ours).casefold():
        same = _QUOTATION_MARKS.findall(theirs) == _QUOTATION_MARKS.findall(ours)
        return "punctuation beside inner quotation marks" if same else "kind of quotation marks"
    if _RANGE.sub(r"\1", theirs).casefold() == _RANGE.sub(r"\1", ours).casefold():
        return "page range"
    (names, rest), (our_names, our_rest) = (_parted(text, title) for text in (theirs, ours))
    if names != our_names and rest == our_rest:
        return "names or date"
    return "other"


def _parted(text: str, title: str) -> tuple[str, str]:
    """Return what stands before the title, and the rest."""
    text = _QUOTATION_MARKS.sub("", text).casefold()
    before, found, after = text.partition(_QUOTATION_MARKS.sub("", comparable(title)).casefold())
    return before, found + after
