"""What a header says of an answer's kind."""

import re
from collections.abc import Sequence

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream", "application/force-download")
"""Servers say so of anything: the content has to tell."""


def media_type(content_type: str) -> str:
    """Return the media type, in lower case and without parameters; empty where none is named."""
    found = _TYPE.match(content_type.strip().lower())
    return found[0] if found else ""


def charset(content_type: str) -> str:
    """Return the character set, in lower case; empty where none is named."""
    found = _CHARSET.search(content_type)
    return found[1].lower() if found else ""


def may_be(named: str, wanted: Sequence[str]) -> bool:
    """Whether an answer that says it is `named` may be one of `wanted`; all may where nothing is."""
    return not wanted or named in _SAYS_NOTHING or named in wanted
