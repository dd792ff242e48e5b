"""The embedder in this process: what it cuts, when it loads, how it fails."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

import research_assistant
from research_assistant.adapters.embed.card import CARD, MODEL, fingerprint, read_card
from research_assistant.adapters.embed.onnx import OnnxEmbedder
from research_assistant.adapters.embed.registry import BUILT_IN
from research_assistant.domain.errors import EmbedderUnavailable

SHIPPED = Path(research_assistant.__file__).parent / "assets" / BUILT_IN


async def test_meaning_counts_not_words():
    vectors = await OnnxEmbedder(SHIPPED).embed(["heart attack", "myocardial infarction", "attack of the knights"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


async def test_text_beyond_the_models_length_does_not_count():
    start = "bone " * 300
    one, other = await OnnxEmbedder(SHIPPED).embed([start, start + "parking ticket"])
    assert numpy.array_equal(one, other)


async def test_callers_at_the_same_time_get_what_each_gets_alone():
    embedder = OnnxEmbedder(SHIPPED, threads=4)
    texts = [[f"finding {caller} of trial {n}" for n in range(20)] for caller in range(3)]
    together = await asyncio.gather(*(embedder.embed(part) for part in texts))
    for part, vectors in zip(texts, together, strict=True):
        assert numpy.array_equal(vectors, await OnnxEmbedder(SHIPPED, threads=1).embed(part))


async def test_the_loop_runs_on_while_texts_are_embedded():
    work = asyncio.create_task(OnnxEmbedder(SHIPPED).embed(["bone density " * 100] * 30))
    turns = 0
    while not work.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 20


def test_the_shipped_card_names_the_shipped_files():
    card = read_card(SHIPPED)
    assert (card.name, card.dimensions, card.max_length) == (BUILT_IN, 384, 256)
    assert card.fingerprint == fingerprint(SHIPPED, card.max_length)


def test_construction_imports_neither_runtime_nor_tokenizer():
    script = (
        "import sys; from pathlib import Path\n"
        "from research_assistant.adapters.embed.onnx import OnnxEmbedder\n"
        f"OnnxEmbedder(Path({str(SHIPPED)!r}))\n"
        "assert not {'onnxruntime', 'tokenizers'} & set(sys.modules)\n"
    )
    path = str(SHIPPED.parents[2])
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": path})


@pytest.mark.parametrize("card", [None, "", "[]", "{}", '{"name": "x"}', '{"name": 1, "other": 2}'])
def test_a_folder_without_a_card_says_so(tmp_path, card):
    if card is not None:
        (tmp_path / CARD).write_text(card)
    with pytest.raises(EmbedderUnavailable, match=str(tmp_path)):
        OnnxEmbedder(tmp_path)


async def test_a_damaged_model_says_so(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "model")
    (folder / MODEL).write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailable, match="not those that its card"):
        await OnnxEmbedder(folder).embed(["bone"])


async def test_a_model_that_the_runtime_refuses_says_so(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "model")
    (folder / MODEL).write_bytes(b"not a model")
    card = (folder / CARD).read_text("utf-8")
    (folder / CARD).write_text(card.replace(read_card(folder).fingerprint, fingerprint(folder, 256)), "utf-8")
    with pytest.raises(EmbedderUnavailable, match="cannot be used"):
        await OnnxEmbedder(folder).embed(["bone"])
