"""Where a reader of an exported report finds a work: addresses of the web, and nothing else."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from research_assistant.domain.work import Work

_REGISTERS = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/",
}
_SAFE = ":/?#[]@!$&'()*+,;=%~"
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A link that may be followed, and what is shown of it: always the host that it leads to."""

    url: str
    shown: str


def address(work: Work) -> Address | None:
    """Return where `work` is found: in a register that lasts, else at its own address; `None` where it has neither."""
    for identifier in work.identifiers:
        if base := _REGISTERS.get(identifier.scheme):
            return web_address(base + quote(identifier.value, safe="/:;()"))
    others = (identifier.value for identifier in work.identifiers if identifier.scheme == "url")
    return next((found for url in (work.url, *others) if (found := web_address(url))), None)


def web_address(url: str) -> Address | None:
    """Return `url` as a link; `None` where it is not http or https, or names a user or password to hide its host."""
    target = quote(url.strip(), safe=_SAFE, errors="replace")
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    whole = target.partition("://")[2].removesuffix("/")
    return Address(url=target, shown=whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…")
