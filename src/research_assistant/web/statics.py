"""Files that pages load: each under a name that tells its content, so that browsers keep it for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from research_assistant.adapters.export.templating import style

FOREVER: Final = "public, max-age=31536000, immutable"

_SCRIPTS: Final = ("htmx.js", "htmx-sse.js")
"""One file in the browser: htmx begins as soon as it can, and passes over what an extension brings that comes later."""

_HASH_LENGTH: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A file that pages load.

    Attributes:
        name: As addresses name it, such as `site-0123456789abcdef.css`.
        etag: As the header tells it, in quotation marks.
    """

    name: str
    content: bytes
    media_type: str
    etag: str


@cache
def statics() -> Mapping[str, Static]:
    """Return every file by its plain name, such as `site.css`."""
    folder = files("research_assistant.web") / "static"
    site = (folder / "site.css").read_text(encoding="utf8")
    scripts = b"\n".join((folder / name).read_bytes() for name in _SCRIPTS)
    return {
        "site.css": _static("site.css", (style() + site).encode(), "text/css; charset=utf-8"),
        "icon.svg": _static("icon.svg", (folder / "icon.svg").read_bytes(), "image/svg+xml"),
        "live.js": _static("live.js", scripts, "text/javascript; charset=utf-8"),
    }


@cache
def by_address() -> Mapping[str, Static]:
    """Return every file by the name that addresses have."""
    return {each.name: each for each in statics().values()}


def address(name: str) -> str:
    """Return where browsers find the file with this plain name."""
    return f"/static/{statics()[name].name}"


def _static(name: str, content: bytes, media_type: str) -> Static:
    told = sha256(content).hexdigest()
    stem, _, ending = name.rpartition(".")
    return Static(
        name=f"{stem}-{told[:_HASH_LENGTH]}.{ending}", content=content, media_type=media_type, etag=f'"{told}"'
    )
