"""Works by the addresses under which registers keep them, and arXiv's ids."""

import re
from urllib.parse import unquote, urlsplit

from research_assistant.domain.work import Identifier

_ARXIV_ID = r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z-]{2,})?/\d{7})(?:v(?P<version>\d+))?"
_ARXIV_PATH = re.compile(rf"/(?:abs|pdf|html)/{_ARXIV_ID}(?:\.pdf)?/?")
_ARXIV_HOSTS = frozenset(("arxiv.org", "www.arxiv.org", "export.arxiv.org"))
_PATHS = {
    "doi.org": ("doi", re.compile(r"/(?P<id>10\.\d{4,9}/\S+)")),
    "dx.doi.org": ("doi", re.compile(r"/(?P<id>10\.\d{4,9}/\S+)")),
    "pubmed.ncbi.nlm.nih.gov": ("pmid", re.compile(r"/(?P<id>\d{1,9})/?")),
    "pmc.ncbi.nlm.nih.gov": ("pmcid", re.compile(r"/articles/(?P<id>PMC\d{1,9})/?")),
    "www.ncbi.nlm.nih.gov": ("pmcid", re.compile(r"/pmc/articles/(?P<id>PMC\d{1,9})/?")),
    "europepmc.org": ("pmcid", re.compile(r"/article/PMC/(?P<id>PMC\d{1,9})/?", re.IGNORECASE)),
}


def registered(url: str) -> Identifier | None:
    """Return the name of the work whose page, or whose copy, a register keeps at `url`; nothing for all other pages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host, path = parts.hostname or "", unquote(parts.path)
    if host in _ARXIV_HOSTS:
        found = arxiv_name(path)
        return Identifier(scheme="arxiv", value=found[0]) if found else None
    scheme, pattern = _PATHS.get(host, ("", None))
    named = pattern.fullmatch(path) if pattern else None
    return Identifier(scheme=scheme, value=named["id"]) if named else None


def arxiv_name(path: str) -> tuple[str, str] | None:
    """Return arXiv's id and the version, which may be empty, of `/abs/hep-th/9901001v2`; nothing for other paths."""
    found = _ARXIV_PATH.fullmatch(path)
    return (found["id"], found["version"] or "") if found else None
