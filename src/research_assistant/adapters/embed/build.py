"""The builder of embedders: a folder of a BERT-family sentence model in, a small int8 one for `OnnxEmbedder` out.

Run it as `python -m research_assistant.adapters.embed.build SOURCE OUT --name NAME`; it needs the extra
`build-embedder`. The same source gives the same bytes each time.
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

from research_assistant.adapters.embed.card import MODEL, TOKENIZER, Card, fingerprint, sha256, write_card
from research_assistant.domain.errors import ConfigurationError


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the model that the command line names."""
    parser = argparse.ArgumentParser(description="Build an int8 embedder from a BERT-family sentence model.")
    parser.add_argument("source", type=Path, help="folder with config.json, model.safetensors and tokenizer.json")
    parser.add_argument("out", type=Path, help="folder to write model.onnx, tokenizer.json and card.json to")
    parser.add_argument("--name", required=True, help="what settings will call it")
    options = parser.parse_args(arguments)
    try:
        build(options.source, options.out, name=options.name)
    except ConfigurationError as error:
        parser.error(f"{error} {error.next_step}")
    except KeyError as error:
        parser.error(f"{options.source} lacks {error}")
    except (OSError, ValueError) as error:
        parser.error(f"{options.source} cannot be built: {error}")


def build(source: Path, out: Path, *, name: str) -> Card:
    """Write `model.onnx`, `tokenizer.json` and `card.json`, and return the card.

    Raises:
        ConfigurationError: The extra `build-embedder` is not installed.
        OSError: A file of the source is missing, or the folder cannot be written.
        KeyError: A weight or an entry of the configuration is missing.
        ValueError: The model is of a kind that this builder does not know.
    """
    try:
        # Here, not above: only building needs the extra.
        from research_assistant.adapters.embed import graph  # noqa: PLC0415
        from research_assistant.adapters.embed.quantise import quantised  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"Building an embedder needs {error.name}.", next_step="Install research-assistant[build-embedder]."
        ) from error
    _refuse_other_pooling(source)
    shape = graph.read_shape(source)
    model = quantised(graph.embedding_graph(shape, graph.read_weights(source)))
    out.mkdir(parents=True, exist_ok=True)
    (out / MODEL).write_bytes(model.SerializeToString(deterministic=True))
    max_length = _max_length(source)
    (out / TOKENIZER).write_text(_tokenizer(source), "utf-8")
    card = Card(
        name=name,
        dimensions=shape.hidden,
        max_length=max_length,
        source_sha256=sha256(source / "model.safetensors"),
        fingerprint=fingerprint(out, max_length),
        licence=_licence(source),
    )
    write_card(out, card)
    return card


def _refuse_other_pooling(source: Path) -> None:
    path = source / "1_Pooling" / "config.json"
    if not path.exists():
        return
    modes = {mode for mode, used in json.loads(path.read_text("utf-8")).items() if used is True}
    if modes - {"include_prompt"} != {"pooling_mode_mean_tokens"}:
        raise ValueError(f"only mean pooling is known, not {sorted(modes)}")


def _max_length(source: Path) -> int:
    path = source / "sentence_bert_config.json"
    if path.exists():
        return int(json.loads(path.read_text("utf-8"))["max_seq_length"])
    return int(json.loads((source / "config.json").read_text("utf-8"))["max_position_embeddings"])


def _tokenizer(source: Path) -> str:
    """The source's tokenizer without its own cutting and padding: the card's length rules."""
    tokenizer = json.loads((source / "tokenizer.json").read_text("utf-8"))
    return json.dumps(tokenizer | {"truncation": None, "padding": None}, ensure_ascii=False, separators=(",", ":"))


def _licence(source: Path) -> str:
    """The licence in the front matter of the source's README, where it has one."""
    readme = source / "README.md"
    stated = re.search(r"^license: *(\S+)", readme.read_text("utf-8"), re.MULTILINE) if readme.exists() else None
    return stated[1] if stated else "unknown"


if __name__ == "__main__":
    main()
