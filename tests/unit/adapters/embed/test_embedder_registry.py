"""What `EMBEDDING_MODEL` may be."""

from pathlib import Path

import pytest

import research_assistant
from research_assistant.adapters.embed.registry import BUILT_IN, embedder
from research_assistant.domain.errors import ConfigurationError

ASSETS = Path(research_assistant.__file__).parent / "assets"


def test_none_is_no_embedder():
    assert embedder("none", assets=ASSETS) is None


def test_the_built_in_model_is_known_by_name():
    built_in = embedder(BUILT_IN, assets=ASSETS)
    assert built_in is not None
    assert built_in.name == BUILT_IN


def test_a_folder_with_a_card_is_a_model(tmp_path):
    other = embedder(str(ASSETS / BUILT_IN), assets=tmp_path)
    assert other is not None
    assert other.dimensions == 384


@pytest.mark.parametrize("name", ["", "all-minilm", "nowhere/at/all", "\x00"])
def test_any_other_name_is_refused_with_what_it_may_be(name, tmp_path):
    with pytest.raises(ConfigurationError) as refused:
        embedder(name, assets=tmp_path)
    assert repr(name) in str(refused.value)
    assert all(form in refused.value.next_step for form in (BUILT_IN, "none", "folder"))
