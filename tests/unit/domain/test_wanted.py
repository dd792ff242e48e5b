"""Types and languages, as readers and records tell them."""

import pytest

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.query import Scope
from research_assistant.domain.wanted import ITEM_TYPES, language_code, languages_named, types_named


@pytest.mark.parametrize(
    ("names", "types"),
    [
        (["article"], ("article", "article-journal", "article-magazine", "article-newspaper")),
        (["Journal", "conference"], ("article-journal", "paper-conference")),
        (["book", "book"], ("book",)),
        (["legal_case"], ("legal_case",)),
        (ITEM_TYPES, ITEM_TYPES),
        ([], ()),
    ],
)
def test_a_type_is_meant_with_all_that_are_kinds_of_it(names: list[str], types: tuple[str, ...]) -> None:
    assert set(types_named(names)) == set(types)
    assert len(types_named(names)) == len(types)


@pytest.mark.parametrize("name", ["bok", "", " ", "-", "articles of faith", "art"])
def test_a_type_that_there_is_not_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(InvalidInput, match="There is no type of work") as caught:
        types_named([name])
    assert "article-journal" in caught.value.next_step


def test_languages_are_told_by_code_or_by_name() -> None:
    assert languages_named(["EN", "German", "pt-BR", "nb", "en"]) == ("en", "de", "pt", "no")


@pytest.mark.parametrize("name", ["", "klingon", "qq", "e", "english please", "und"])
def test_a_language_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="There is no language"):
        languages_named([name])


def test_what_records_tell_of_languages_is_a_code_or_nothing() -> None:
    told = ["eng", "en_GB", "Deutsch", "nynorsk", "und", "", "multilingual", "zho"]

    assert [language_code(each) for each in told] == ["en", "en", "de", "no", "", "", "", "zh"]


def test_a_scope_takes_no_other_words() -> None:
    with pytest.raises(InvalidInput):
        Scope(types=("bok",))
    with pytest.raises(InvalidInput):
        Scope(languages=("English",))
