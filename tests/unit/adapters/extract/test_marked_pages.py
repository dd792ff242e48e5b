"""Blocks of a page are known again by marks: none of them stays in the text, and none that a page brings counts."""

from lxml import html

from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.html import read_html
from research_assistant.adapters.extract.marks import MOST_MARKED, mark, marked_in, unmark
from research_assistant.adapters.extract.page_blocks import blocks_of

SELECTORS = "\U000e0100\U000e01ef"
WORDS = "Zinc shortened colds by two days in a trial of 120 adults who took lozenges from the first day on."
PAGE = f"""<html><head><title>Zinc</title>HEAD</head><body><nav><a href="/">All of our other letters</a></nav>
<article><h1>Zinc and colds</h1><p>{WORDS}</p><p>In 葛\U000e0100城 too. {WORDS}</p><p>{WORDS} Twice.</p></article>
<div class="sidebar">Somebody else is told of here, in more than a few words.</div></body></html>"""


def read(page: str) -> Extracted:
    [extracted] = read_html(page.encode(), Origin(name="zinc.html"))
    return extracted


def test_marks_are_found_again_wherever_words_are_taken():
    tree = html.document_fromstring("<p>One <b>two</b> three</p><p>Four<br><br>five</p><ul><li>Six</li></ul>")
    blocks = blocks_of(tree)
    before = html.tostring(tree)

    mark(blocks)
    told = [
        marked_in(html.fragment_fromstring(f"<p>{taken.text_content()}</p>"), blocks) for taken in tree.iter("b", "li")
    ]
    unmark(blocks)

    assert told == [[True, False, False, False], [False, False, False, True]]
    assert html.tostring(tree) == before


def test_a_mark_for_more_blocks_than_there_are_is_none():
    tree = html.document_fromstring(f"<p>One {SELECTORS}</p>")
    blocks = blocks_of(tree)

    assert marked_in(tree, blocks) == [False]
    assert MOST_MARKED == 57_600


def test_selectors_that_a_page_has_stay_in_its_words():
    extracted = read(PAGE.replace("HEAD", ""))

    assert "In 葛\U000e0100城 too." in extracted.text
    assert extracted.text.count("\U000e0100") == 1
    assert [section.heading for section in extracted.sections] == ["Zinc and colds"]


def test_what_a_page_marks_itself_is_not_taken_for_the_article():
    every = "".join(chr(0xE0100) + chr(0xE0100 + number) for number in range(20))
    script = f'<script type="application/ld+json">{{"articleBody": "{every}{WORDS * 9}"}}</script>'

    assert read(PAGE.replace("HEAD", script)) == read(PAGE.replace("HEAD", ""))
    assert read(PAGE.replace("HEAD", "").replace(WORDS, f"{every}{WORDS}")).text.count(WORDS) == 3


def test_the_posts_of_a_thread_are_its_text_though_they_stand_where_comments_do():
    post = "I took them for a week and my cold was gone after three days, which my doctor did not expect at all."
    thread = '<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "Zinc"}</script>'
    posts = "".join(f'<div class="comment"><p>{number}: {post}</p></div>' for number in range(6))
    page = (
        f"<html><head><title>Zinc</title>HEAD</head><body><h1>Zinc?</h1><div id='comments'>{posts}</div></body></html>"
    )

    assert read(page.replace("HEAD", thread)).text.count(post) == 6
    assert read(page.replace("HEAD", "")).text.count(post) < 6


def test_scripts_and_pictures_inside_hidden_elements_are_no_hidden_passage():
    tracker = "<script>one two three four five six</script><iframe>one two three four five</iframe>"

    assert "hidden" not in "".join(read(PAGE.replace("HEAD", f"<div hidden>{tracker}</div>")).limits)
    assert "hidden" in "".join(read(PAGE.replace("HEAD", f"<div hidden>{WORDS}</div>")).limits)


def test_a_rule_that_the_page_does_not_close_hides_too():
    style = "<style>@media print { .a { display: none } } .b, p.c { color: red; display: none"
    page = PAGE.replace("HEAD", f"{style}</style>")

    assert "Never said." in read(page.replace("</article>", '<p class="a">Never said.</p></article>')).text
    assert "Never said." not in read(page.replace("</article>", '<p class="b">Never said.</p></article>')).text
    assert "Never said." not in read(page.replace("</article>", '<p class="x c">Never said.</p></article>')).text
