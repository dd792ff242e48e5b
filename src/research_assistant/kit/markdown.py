"""Markdown (CommonMark, with the extensions of GitHub and pandoc in mind) in which outside text stays text."""

import re
from urllib.parse import quote

_FOLDED = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Control characters speak to terminals, bidirectional ones reorder their surroundings, surrogates cannot be written.
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ALIVE = re.compile(
    r"[\\`*\[\]{~$^]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis, which does not open or close inside a word
    r"|<(?=[A-Za-z/!?])"  # tags, comments, autolinks
    r"|&(?=#|[A-Za-z])"  # character references
    r"|@(?=[\w{])|:(?=//|[a-z+-][\w+-]*:)|(?<=www)\."  # what GitHub makes links and pictures of by itself
    r"|!$"  # an image, if a link of ours follows
    r"|^[#>+=|%:-]",  # headings, quotes, lists, lines of tables
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)")  # numbered lists
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_URL_CHARACTERS = ":/?#[]@!$&'()*+,;=%~"


def escape(text: str) -> str:
    """Return Markdown that shows `text` and nothing else, on one line, wherever it is put.

    White space is folded; characters that cannot be shown become U+FFFD.
    """
    return _NUMBERED.sub(r"\1\\\2", _ALIVE.sub(r"\\\g<0>", shown(text)))


def shown(text: str) -> str:
    """Return `text` as one line that is safe to show as it is: folded, without control characters."""
    return _UNSHOWABLE.sub("\ufffd", _FOLDED.sub(" ", text)).strip()


def is_web_address(url: str) -> bool:
    """Tell whether `url` may be made a link: http or https, and nothing else."""
    return _WEB_ADDRESS.match(url) is not None


def link(text: str, url: str) -> str:
    """Return a link to `url` that shows `text`, or the text alone where `url` is no web address.

    Args:
        text: What is shown; not Markdown.
        url: From outside.
    """
    if not is_web_address(url):
        return escape(text)
    target = quote(url, safe=_URL_CHARACTERS, errors="replace")
    return f"<{target}>" if text == target else f"[{escape(text)}](<{target}>)"
