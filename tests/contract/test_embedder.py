"""What every embedder promises, whatever is behind it."""

from pathlib import Path

import numpy
import pytest

import research_assistant
from research_assistant.adapters.embed.hashing import HashingEmbedder
from research_assistant.adapters.embed.onnx import OnnxEmbedder
from research_assistant.adapters.embed.registry import BUILT_IN
from research_assistant.ports.embedder import Embedder

ASSETS = Path(research_assistant.__file__).parent / "assets"
TEXTS = [
    "Vitamin D raises bone mineral density in older adults.",
    "The court fined the driver for parking.",
    "Calciferol and the strength of bones: a trial. " * 30,
    "bone",
]


@pytest.fixture(scope="module", params=[BUILT_IN, "hashing"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return OnnxEmbedder(ASSETS / BUILT_IN, threads=2) if request.param == BUILT_IN else HashingEmbedder()


async def test_one_row_a_text_of_the_stated_width(embedder: Embedder) -> None:
    vectors = await embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == numpy.float32


async def test_no_texts_no_rows(embedder: Embedder) -> None:
    assert (await embedder.embed([])).shape == (0, embedder.dimensions)


async def test_rows_come_in_the_order_of_the_texts(embedder: Embedder) -> None:
    forwards = await embedder.embed(TEXTS * 9)
    backwards = await embedder.embed(TEXTS[::-1] * 9)
    assert numpy.array_equal(forwards, backwards[::-1])


async def test_a_text_has_one_vector_alone_or_among_others(embedder: Embedder) -> None:
    together = await embedder.embed(TEXTS)
    alone = [await embedder.embed([text]) for text in TEXTS]
    assert numpy.array_equal(together, numpy.concatenate(alone))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t\x00",
        "x" * 5000,
        "naïve café",
        "nai\u0308ve",
        "放射線治療",
        "قلب",
        "🧬🧪",
        "\ud800 lone",
        "\u200b",
        "E=mc²",
    ],
)
async def test_any_text_gives_a_unit_vector(embedder: Embedder, text: str) -> None:
    vectors = await embedder.embed([text, "bone density"])
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


async def test_a_long_text_is_no_failure(embedder: Embedder) -> None:
    vectors = await embedder.embed(["bone density " * 100_000])
    assert numpy.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)


async def test_texts_of_like_words_lie_nearer(embedder: Embedder) -> None:
    question, near, far = await embedder.embed(
        ["bone density of adults", "Vitamin D raises bone density in older adults.", "The court fined a driver."]
    )
    assert question @ near > question @ far


async def test_the_fingerprint_is_a_sha256(embedder: Embedder) -> None:
    assert len(bytes.fromhex(embedder.fingerprint)) == 32
