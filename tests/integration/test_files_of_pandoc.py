"""Files that another program makes of one text say the same when they are read."""

import subprocess

import pypandoc
import pytest

from research_assistant.adapters.extract.docx import read_docx
from research_assistant.adapters.extract.epub import read_epub
from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.markdown import read_markdown
from research_assistant.adapters.extract.odt import read_odt

SOURCE = """---
title: On Bees
author: [Jane Doe, Max Müller]
date: 2024-05-31
---

# Introduction

Bees *fly*[^1] over 10^2^ fields. CO~2~ is no honey, and $x^2$ is a square.

[^1]: They have wings.

## Methods

1. One
2. Two

- bullet

| A | B |
|---|---|
| 1 | 2 |
"""
READERS = {"docx": read_docx, "odt": read_odt, "epub": read_epub, "md": read_markdown}


@pytest.fixture(scope="module", params=READERS)
def entry(request, tmp_path_factory) -> Extracted:
    folder = tmp_path_factory.mktemp("made")
    source, target = folder / "source.md", folder / f"made.{request.param}"
    source.write_text(SOURCE, encoding="utf8")
    if request.param == "md":
        target = source
    else:
        options = ["--mathml"] if request.param == "epub" else []
        subprocess.run([pypandoc.get_pandoc_path(), source, *options, "--output", target], check=True)
    (read,) = READERS[request.param](target.read_bytes(), Origin(name=target.name))
    assert isinstance(read, Extracted)
    return read


def test_words_notes_lists_and_tables_are_the_same(entry):
    blocks = entry.text.split("\n\n")
    told = blocks[blocks.index("Introduction") :]
    told.remove("[1] They have wings.")

    sentence = "Bees fly[1] over 10² fields. CO₂ is no honey, and x² is a square."
    assert told[1].replace("x^2", "x²") == sentence
    assert told[2:] == ["Methods", "1. One", "2. Two", "- bullet", "A | B", "1 | 2"]


def test_title_authors_and_sections_are_the_same(entry):
    assert entry.work.title == "On Bees"
    assert [str(name) for name in entry.work.authors][:1] == ["Jane Doe"]
    assert [section.heading for section in entry.sections][-2:] == ["Introduction", "Methods"]
