"""The embedder that runs in this process: a built model folder on onnxruntime and tokenizers.

Every text runs alone, on one of a few threads. On a CPU that is as fast as batches are, needs no padding, and gives a
text the same vector, to the bit, whatever it is embedded with.
"""

import asyncio
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
from numpy.typing import NDArray

from research_assistant.adapters.embed.card import MODEL, TOKENIZER, Card, fingerprint, read_card
from research_assistant.domain.errors import EmbedderUnavailable
from research_assistant.ports.embedder import Vectors

# Text beyond this is cut before it is tokenized, so that a book is not read for its first page. BERT's tokenizers know
# no longer word.
CHARACTERS_A_TOKEN = 100
# Texts in flight for each thread: few enough that a question waits a fraction of a second behind a large import.
TEXTS_A_THREAD = 8
ERRORS_ONLY = 3


class OnnxEmbedder:
    """A BERT-family model made by `research_assistant.adapters.embed.build`.

    Construction reads the card alone; the model loads at the first text, once, off the event loop.

    Args:
        folder: Where `model.onnx`, `tokenizer.json` and `card.json` lie.
        threads: Texts that run at the same time; 0 means one for each processor.

    Raises:
        EmbedderUnavailable: The folder has no readable card.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        try:
            self._card = read_card(folder)
        except (OSError, ValueError) as error:
            raise _unavailable(folder, error) from error
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")
        self._loading = threading.Lock()
        self._model: _Model | None = None

    @property
    def name(self) -> str:
        """The name on the card."""
        return self._card.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint on the card."""
        return self._card.fingerprint

    @property
    def dimensions(self) -> int:
        """The dimensions on the card."""
        return self._card.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order; see the port.

        Raises:
            EmbedderUnavailable: The model could not be loaded or run.
        """
        loop = asyncio.get_running_loop()
        vectors = numpy.empty((len(texts), self.dimensions), numpy.float32)
        size = self._threads * TEXTS_A_THREAD
        for start in range(0, len(texts), size):
            part = texts[start : start + size]
            rows = await asyncio.gather(*(loop.run_in_executor(self._pool, self._vector, text) for text in part))
            vectors[start : start + len(part)] = rows
        return vectors

    def _vector(self, text: str) -> NDArray[numpy.float32]:
        try:
            with self._loading:
                if self._model is None:
                    self._model = _Model(self._folder, self._card)
            return self._model.vector(text)
        except (OSError, ImportError, ValueError) as error:
            raise _unavailable(self._folder, error) from error
        except _runtime_errors() as error:
            raise _unavailable(self._folder, error) from error


class _Model:
    """A loaded session with its tokenizer; safe to use from several threads."""

    def __init__(self, folder: Path, card: Card) -> None:
        import onnxruntime  # noqa: PLC0415 - it costs start-up time, and only a text needs it
        from tokenizers import Tokenizer  # noqa: PLC0415 - the same

        if fingerprint(folder, card.max_length) != card.fingerprint:
            raise ValueError("its files are not those that its card was written for")
        onnxruntime.set_default_logger_severity(ERRORS_ONLY)
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        self._session = onnxruntime.InferenceSession(folder / MODEL, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(card.max_length)
        self._characters = card.max_length * CHARACTERS_A_TOKEN

    def vector(self, text: str) -> NDArray[numpy.float32]:
        readable = text[: self._characters].encode("utf-8", "replace").decode("utf-8")
        ids = numpy.array([self._tokenizer.encode(readable).ids], numpy.int64)
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})
        return numpy.asarray(vectors[0], numpy.float32)


def _runtime_errors() -> tuple[type[Exception], ...]:
    """What onnxruntime raises; its errors have no common base."""
    from onnxruntime.capi import onnxruntime_pybind11_state as errors  # noqa: PLC0415 - as above

    return (errors.Fail, errors.InvalidGraph, errors.InvalidProtobuf, errors.NotImplemented, errors.RuntimeException)


def _unavailable(folder: Path, error: Exception) -> EmbedderUnavailable:
    return EmbedderUnavailable(
        f"The embedding model in {folder} cannot be used: {error}",
        next_step="Build it again, or set EMBEDDING_MODEL to all-MiniLM-L6-v2 or none.",
    )
