"""Words that stay small in title case."""

import re

import pytest

from research_assistant.adapters.cite.title_case import protected


def marked(title: str) -> list[str]:
    marks = re.findall(r'<span class="nocase">([^<]*)</span>', protected(title))
    return [word for word in marks if f">{word}<" not in title]


@pytest.mark.parametrize(
    ("title", "small"),
    [
        ("Flow near the bed across waves", ["near", "across"]),
        ("Large-scale near-bed flow", ["near"]),
        ("Quid pro quo of pro-environmental behavior", ["pro"]),
        ("Stability—after shock", ["after"]),
        ("Smith et al. on teeth", ["et", "al."]),
        ("Biochimica et biophysica acta", ["et"]),
        ("Before the flood: after the flood", []),
        ("Who is it? between us", []),
        ("A walk through", []),
        ("A walk Through walls", []),
        ("Afterwards, nearly all", []),
        ("Role of α-decay and β", ["α", "β"]),
        ("<i>In vivo</i> and <b>without</b> end", []),
        ("Resistance among <i>E. coli</i> within <b>dogs</b>", ["among", "within"]),
        ('Before <span style="font-variant:small-caps;">all</span> <span class="nocase">after</span>', []),
        ("In vivo <i>and</i> without end", ["without"]),
    ],
)
def test_stop_words_inside_a_title_stay_small(title: str, small: list[str]) -> None:
    assert marked(title) == small
