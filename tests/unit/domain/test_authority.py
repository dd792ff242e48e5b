"""Authority: what kind of place a work is from, told by its type, and for pages by their sites."""

from dataclasses import replace

import pytest

from fakes import work
from research_assistant.domain.authority import SETBACKS, TOLD, Authority, authority_of
from research_assistant.domain.sites import is_under
from research_assistant.domain.work import Work
from research_assistant.pipeline.standing import MOST_FOR_AGE


def page(url: str, type_: str = "webpage") -> Work:
    return replace(work("A page"), type=type_, url=url)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.cdc.gov/flu/", Authority.OFFICIAL),
        ("https://www.gov.uk/guidance", Authority.OFFICIAL),
        ("https://saude.gov.br/zinco", Authority.OFFICIAL),
        ("https://www.who.int/news", Authority.OFFICIAL),
        ("https://data.europa.eu/", Authority.OFFICIAL),
        ("https://www.mit.edu/", Authority.ACADEMIC),
        ("https://www.ox.ac.uk/", Authority.ACADEMIC),
        ("https://www.u-tokyo.ac.jp/", Authority.ACADEMIC),
        ("https://www.anu.edu.au/", Authority.ACADEMIC),
        ("https://plato.stanford.edu/entries/zinc", Authority.ENCYCLOPEDIA),
        ("https://de.wikipedia.org/wiki/Zink", Authority.ENCYCLOPEDIA),
        ("https://www.biorxiv.org/content/1", Authority.PREPRINT),
        ("https://old.reddit.com/r/zinc", Authority.OPEN),
        ("https://someone.academia.edu/zinc", Authority.OPEN),
        ("https://example.org/", Authority.WEB),
        ("https://notwho.int.example.org/", Authority.WEB),
        ("https://fakegov/", Authority.WEB),
        ("https://mygov.example/", Authority.WEB),
        ("https://ac.me/", Authority.WEB),
        ("", Authority.WEB),
    ],
)
def test_the_site_of_a_page_tells(url: str, kind: Authority):
    assert authority_of(page(url)) is kind


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        (page("https://example.org/", "article-journal"), Authority.JOURNAL),
        (page("https://www.reddit.com/", "article-journal"), Authority.JOURNAL),
        (page("https://www.cdc.gov/", "post-weblog"), Authority.OPEN),
        (page("", "book"), Authority.BOOK),
        (page("", "thesis"), Authority.ACADEMIC),
        (page("", "legislation"), Authority.OFFICIAL),
        (page("", "report"), Authority.REPORT),
        (page("", "article-newspaper"), Authority.NEWS),
        (work("Zinc", "arxiv:2401.00001"), Authority.PREPRINT),
        (replace(work("Zinc", "doi:10.1101/123"), type="article-journal"), Authority.PREPRINT),
        (replace(work("Zinc", "arxiv:2401.00001", "doi:10.1000/1"), type="article-journal"), Authority.JOURNAL),
        (replace(work("Zinc", "doi:10.1000/1"), type="webpage"), Authority.JOURNAL),
    ],
)
def test_the_type_of_a_work_tells_before_its_site(of: Work, kind: Authority):
    assert authority_of(of) is kind


def test_no_kind_and_age_together_set_back_behind_a_first_page_of_results():
    assert set(SETBACKS) == set(TOLD) == set(Authority)
    assert 0 <= max(SETBACKS.values()) + MOST_FOR_AGE < 10


def test_a_name_stands_for_itself_and_what_is_below_it():
    assert is_under("example.org", "example.org")
    assert is_under("a.b.example.org", "example.org")
    assert not is_under("myexample.org", "example.org")
    assert not is_under("example.org.evil.example", "example.org")
    assert not is_under("org", "example.org")
