"""The names that `EMBEDDING_MODEL` may have, and what each stands for."""

from pathlib import Path

from research_assistant.adapters.embed.card import CARD
from research_assistant.adapters.embed.onnx import OnnxEmbedder
from research_assistant.domain.errors import ConfigurationError
from research_assistant.ports.embedder import Embedder

BUILT_IN = "all-MiniLM-L6-v2"
NONE = "none"


def embedder(name: str, *, assets: Path) -> Embedder | None:
    """Return the embedder of that name, or None for `none`: search is then by words alone.

    Args:
        name: `none`, `all-MiniLM-L6-v2`, or a folder that the builder made.
        assets: The folder that holds what ships with the product.

    Raises:
        ConfigurationError: The name is none of these.
        EmbedderUnavailable: The folder's card cannot be read.
    """
    if name == NONE:
        return None
    if name == BUILT_IN:
        return OnnxEmbedder(assets / BUILT_IN)
    folder = Path(name).expanduser()
    if (folder / CARD).is_file():
        return OnnxEmbedder(folder)
    raise ConfigurationError(
        f"EMBEDDING_MODEL is {name!r}, which is neither a known model nor a folder with a {CARD}.",
        next_step=f"Set it to {BUILT_IN}, to {NONE}, or to a folder made by research_assistant.adapters.embed.build.",
    )
