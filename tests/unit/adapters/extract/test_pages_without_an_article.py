"""Pages that name no article: sentences stay whole, headings, lists and tables stay, menus and teasers stay out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.html import read_html

LEAFLET = """<!doctype html><html lang="en"><head><title>Leaflet</title></head><body>
<nav id="TOC"><ul><li><a href="#m">Methods</a></li><li><a href="#r">Results</a></li></ul></nav>
<p>This leaflet tells how the medicine is taken by adults, and when it is not to be taken at all by anybody.</p>
<h2 id="m">Methods</h2>
<ul><li>Patients should not take <code>aspirin</code> on an empty stomach.</li>
<li>Never take <a href="x">more than four</a> tablets in a day.</li><li>Rest.</li></ul>
<ol><li><p>Read <em>this</em>.</p></li><li><p>Wait.</p></li></ol>
<h2 id="r">Results</h2>
<table><thead><tr><th>Arm</th><th>Deaths</th></tr></thead><tbody><tr><td>A</td><td>12</td></tr></tbody></table>
<p>The <code>dose</code> of <a href="y">the drug</a> was <em>not</em> changed; it is <q>dangerous</q> for you.</p>
</body></html>"""


def read(page: str) -> Extracted:
    [extracted] = read_html(page.encode(), Origin(name="leaflet.html"))
    return extracted


def test_headings_lists_tables_and_whole_sentences_stay():
    extracted = read(LEAFLET)

    assert extracted.text.split("\n\n")[1:] == [
        "Methods",
        "- Patients should not take aspirin on an empty stomach.",
        "- Never take more than four tablets in a day.",
        "- Rest.",
        "1. Read this.",
        "2. Wait.",
        "Results",
        "Arm | Deaths",
        "A | 12",
        "The dose of the drug was not changed; it is dangerous for you.",
    ]
    assert [section.heading for section in extracted.sections] == ["Methods", "Results"]


def test_a_list_of_links_and_a_headline_that_comes_again_do_not_come_in():
    teasers = "".join(f'<li><a href="/{number}">Another piece of news, number {number}</a></li>' for number in range(9))
    headline = "<h3>This leaflet tells how the medicine</h3>"
    text = read(LEAFLET.replace("</body>", f"<ul>{teasers}</ul><div>{headline}</div></body>")).text

    assert "Another piece" not in text
    assert text.count("This leaflet") == 1


WORDS = st.sampled_from("zinc dose cold never not adults trial week drug harm water child more less only once".split())  # noqa: SIM905
MARKED = st.tuples(st.sampled_from(["{}", "<code>{}</code>", '<a href="x">{}</a>', "<em>{}</em>", "<q>{}</q>"]), WORDS)
BLOCKS = st.lists(
    st.tuples(st.sampled_from(["p", "li", "h2", "blockquote", "td"]), st.lists(MARKED, min_size=1, max_size=14)),
    min_size=1,
    max_size=12,
)


@given(blocks=BLOCKS)
@settings(max_examples=60, deadline=None)
def test_every_block_of_the_text_is_a_whole_block_of_the_page(blocks: list[tuple[str, list[tuple[str, str]]]]):
    wraps = {"li": "<ul>{}</ul>", "td": "<table><tr>{}<td>7</td></tr></table>"}
    page, whole = "", {"Kept text."}
    for tag, words in blocks:
        markup = " ".join(form.format(word) for form, word in words)
        page += wraps.get(tag, "{}").format(f"<{tag}>{markup}</{tag}>")
        plain = " ".join(word for _, word in words)
        whole |= {f"- {plain}" if tag == "li" else f"{plain} | 7" if tag == "td" else plain}

    assert set(read(f"<html><body>{page}<p>Kept text.</p></body></html>").text.split("\n\n")) <= whole
