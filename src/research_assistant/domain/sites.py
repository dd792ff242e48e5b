"""Whose sites hosts are, as far as a name tells: lists of our own, each with the ground that a name is on it.

A name stands for itself and for all hosts below it. Of several that fit, the longest tells.
"""

from collections.abc import Iterable, Mapping
from typing import Final

OFFICIAL: Final = """
    gov mil int gc.ca canada.ca gouv.fr bund.de admin.ch gv.at europa.eu overheid.nl regeringen.se go.jp go.kr go.th
    go.id go.ke go.tz govt.nz gob.es gob.mx gob.ar gob.cl gob.pe gub.uy gov.uk nhs.uk un.org who.int oecd.org
    worldbank.org imf.org cochrane.org ipcc.ch
"""
"""Governments and bodies of many states.

Of `gov` and `mil` the United States' registry, of `int` IANA gives names to none but these; second-level names such as
`go.jp` and `govt.nz` are given to governments alone by their countries' registries. The rest are the sites of the
United Nations, of bodies like it, and of two that publish reviews of evidence by rules that are public.
"""

ACADEMIC: Final = "edu cern.ch mpg.de cnrs.fr csic.es"
"""Universities and research bodies: `edu` is given to accredited institutions alone; the others are of states."""

PREPRINTS: Final = """
    arxiv.org biorxiv.org medrxiv.org chemrxiv.org psyarxiv.com ssrn.com preprints.org researchsquare.com osf.io
    hal.science techrxiv.org
"""
"""Servers of manuscripts that no peer has judged yet."""

ENCYCLOPEDIAS: Final = "wikipedia.org britannica.com scholarpedia.org plato.stanford.edu iep.utm.edu"
"""Works of reference, which tell what others found."""

OPEN: Final = """
    reddit.com quora.com stackexchange.com stackoverflow.com ycombinator.com x.com twitter.com facebook.com
    instagram.com tiktok.com linkedin.com pinterest.com youtube.com vimeo.com tumblr.com medium.com substack.com
    blogspot.com wordpress.com blogger.com weebly.com wixsite.com github.io gitlab.io notion.site fandom.com
    discord.com t.me telegram.org mastodon.social bsky.app threads.net vk.com weibo.com zhihu.com slideshare.net
    scribd.com academia.edu researchgate.net answers.com
"""
"""Where anybody publishes without anybody else having read it first: forums, networks, and hosts of sites."""

_SECOND_LEVEL: Final[Mapping[str, str]] = {"gov": "gov", "gob": "gov", "gouv": "gov", "ac": "edu", "edu": "edu"}
"""Below the two letters of a country, registries give these names to governments and to universities alone."""


def is_under(host: str, name: str) -> bool:
    """Tell whether a host is `name` or below it; `myexample.org` is not below `example.org`."""
    return host == name or host.endswith(f".{name}")


def longest_of(host: str, names: Iterable[str]) -> str:
    """Return the longest of `names` that the host is under, or none; names of countries' registries count as theirs."""
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        host = ".".join((*labels[:-2], _SECOND_LEVEL[labels[-2]]))
    return max((name for name in names if is_under(host, name)), key=len, default="")
