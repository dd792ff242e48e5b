"""Addresses of pages in one spelling."""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

LONGEST = 4_000
"""Characters: longer addresses are made up by programs and lead nowhere tomorrow."""

_SCHEMES = {"http": 80, "https": 443}
# What advertisers and mailing programs add to follow a reader; what is shown does not depend on it.
_TRACKING_WORDS = """
    __hsfp __hssc __hstc __s _ga _gl _hsenc _openstat dclid fbclid gbraid gclid gclsrc hsctatracking igshid mc_cid
    mc_eid mkt_tok ml_subscriber ml_subscriber_hash msclkid oft_c oft_ck oft_d oft_id oft_ids oft_k oft_lk oly_anon_id
    oly_enc_id rb_clickid s_cid srsltid ttclid twclid vero_conv vero_id wbraid wickedid yclid
"""
_TRACKING = frozenset(_TRACKING_WORDS.split())
_CAMPAIGN = "utm_"
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")


def page_url(url: str) -> str:
    """Return the address of a page in one spelling, without its fragment and what only tracks its reader.

    It is empty where there is none that could be opened: no http(s), no host, names and passwords in it, controls.
    """
    url = url.strip()
    parts = _parts(url)
    if parts is None or not parts.hostname or parts.username is not None:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in {None, _SCHEMES[parts.scheme]} else f":{parts.port}"
    kept = "&".join(pair for pair in parts.query.split("&") if not _tracks(pair))
    path = (parts.path or "/").replace(" ", "%20")
    return urlunsplit((parts.scheme, f"{host}{port}", path, kept.replace(" ", "%20"), ""))


def host_of(url: str) -> str:
    """Return the host of an address without `www.`; empty where it has none."""
    parts = _parts(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def below(base: str, path: str) -> str:
    """Return the address of `path` below the base address of a service; a base that ends in it is taken as it is."""
    base = base.rstrip("/")
    return base if base.endswith(path) else f"{base}{path}"


def _parts(url: str) -> SplitResult | None:
    if len(url) > LONGEST or _FORBIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _SCHEMES and port != 0 else None


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return not pair or name in _TRACKING or name.startswith(_CAMPAIGN)
