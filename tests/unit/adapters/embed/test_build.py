"""The builder: its graph is BERT, its rounding small, its bytes the same each time."""

import json
import math
import sys
from pathlib import Path

import numpy
import onnxruntime
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from research_assistant.adapters.embed import build
from research_assistant.adapters.embed.graph import embedding_graph, read_shape, read_weights
from research_assistant.adapters.embed.onnx import OnnxEmbedder
from research_assistant.adapters.embed.quantise import quantised

HIDDEN, HEADS, LAYERS, WIDE, WORDS, POSITIONS, EPSILON = 64, 4, 2, 128, 50, 32, 1e-12
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": HIDDEN,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "layer_norm_eps": EPSILON,
    "max_position_embeddings": POSITIONS,
}
IDS = numpy.array([[2, 7, 9, 11, 3], [2, 30, 3, 0, 0], [2, 49, 48, 3, 0]])
MASK = numpy.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0]])


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of random weights."""
    folder = tmp_path_factory.mktemp("source")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    save_file(_random_weights(), folder / "model.safetensors")
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "bone", "density"])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - a word piece, not a password
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.enable_padding(length=128)
    tokenizer.enable_truncation(8)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_the_float_graph_is_bert(source):
    model = embedding_graph(read_shape(source), read_weights(source))
    assert _run(model.SerializeToString()) == pytest.approx(_reference(_random_weights()), abs=1e-5)


def test_padding_does_not_count(source):
    model = embedding_graph(read_shape(source), read_weights(source)).SerializeToString()
    assert _run(model)[1] == pytest.approx(_run(model, IDS[1:2, :3], MASK[1:2, :3])[0], abs=1e-5)


def test_rounding_to_int8_changes_little(source):
    exact = embedding_graph(read_shape(source), read_weights(source))
    cosines = (_run(exact.SerializeToString()) * _run(quantised(exact).SerializeToString())).sum(axis=1)
    assert cosines.min() > 0.999


def test_the_same_source_gives_the_same_bytes(source, tmp_path):
    for out in ("one", "other"):
        build.main([str(source), str(tmp_path / out), "--name", "tiny"])
    for name in ("model.onnx", "tokenizer.json", "card.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


async def test_what_is_built_can_be_used(source, tmp_path):
    card = build.build(source, tmp_path, name="tiny")
    embedder = OnnxEmbedder(tmp_path)
    vectors = await embedder.embed(["bone density", "density " * 100])
    assert vectors.shape == (2, HIDDEN)
    assert (embedder.name, embedder.fingerprint, card.max_length) == ("tiny", card.fingerprint, POSITIONS)
    assert json.loads((tmp_path / "tokenizer.json").read_text())["padding"] is None


@pytest.mark.parametrize("change", [{"model_type": "mpnet"}, {"hidden_act": "relu"}, {"position_embedding_type": "x"}])
def test_another_kind_of_model_is_refused(tmp_path, change):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | change))
    with pytest.raises(ValueError, match="not a BERT"):
        build.build(tmp_path, tmp_path / "out", name="other")


def test_other_pooling_is_refused(tmp_path):
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    with pytest.raises(ValueError, match="mean pooling"):
        build.build(tmp_path, tmp_path / "out", name="other")


def test_a_missing_file_is_named(tmp_path, capsys):
    with pytest.raises(SystemExit):
        build.main([str(tmp_path), str(tmp_path / "out"), "--name", "tiny"])
    assert "config.json" in capsys.readouterr().err


def test_damaged_weights_are_named(source, tmp_path):
    (tmp_path / "config.json").write_text((source / "config.json").read_text())
    (tmp_path / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(ValueError, match=r"model\.safetensors cannot be read"):
        build.build(tmp_path, tmp_path / "out", name="tiny")


def test_a_missing_weight_is_named(source, tmp_path, capsys):
    weights = _random_weights()
    del weights["embeddings.LayerNorm.bias"]
    (tmp_path / "config.json").write_text((source / "config.json").read_text())
    save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(SystemExit):
        build.main([str(tmp_path), str(tmp_path / "out"), "--name", "tiny"])
    assert "embeddings.LayerNorm.bias" in capsys.readouterr().err


def test_without_onnx_it_says_what_to_install(source, tmp_path, capsys, monkeypatch):
    for module in ("onnx", "research_assistant.adapters.embed.graph"):
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delattr("research_assistant.adapters.embed.graph")
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(SystemExit):
        build.main([str(source), str(tmp_path / "out"), "--name", "tiny"])
    assert "needs onnx. Install research-assistant[build-embedder]." in capsys.readouterr().err


def _random_weights() -> dict[str, numpy.ndarray]:
    random = numpy.random.default_rng(7)
    shapes = {
        "embeddings.word_embeddings.weight": (WORDS, HIDDEN),
        "embeddings.position_embeddings.weight": (POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.LayerNorm.bias": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for name, out, width in (
            ("attention.self.query", HIDDEN, HIDDEN),
            ("attention.self.key", HIDDEN, HIDDEN),
            ("attention.self.value", HIDDEN, HIDDEN),
            ("attention.output.dense", HIDDEN, HIDDEN),
            ("intermediate.dense", WIDE, HIDDEN),
            ("output.dense", HIDDEN, WIDE),
        ):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (out, width)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (out,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (HIDDEN,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (HIDDEN,)
    return {name: random.normal(0, 0.3, shape).astype(numpy.float32) for name, shape in shapes.items()}


def _run(model: bytes, ids: numpy.ndarray = IDS, mask: numpy.ndarray = MASK) -> numpy.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {"input_ids": ids, "attention_mask": mask})[0]


def _reference(weights: dict[str, numpy.ndarray]) -> numpy.ndarray:
    """BERT as its paper has it, one text at a time without padding, in float64."""
    exact = {name: weight.astype(numpy.float64) for name, weight in weights.items()}
    return numpy.array([_vector(exact, ids[mask == 1]) for ids, mask in zip(IDS, MASK, strict=True)])


def _vector(w: dict[str, numpy.ndarray], ids: numpy.ndarray) -> numpy.ndarray:
    table = "embeddings.{}_embeddings.weight".format
    hidden = w[table("word")][ids] + w[table("position")][: len(ids)] + w[table("token_type")][0]
    hidden = _norm(w, "embeddings.LayerNorm", hidden)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        query, key, value = (
            _dense(w, f"{name}attention.self.{part}", hidden).reshape(len(ids), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        shares = numpy.exp(query @ key.swapaxes(1, 2) / math.sqrt(HIDDEN / HEADS))
        shares /= shares.sum(axis=2, keepdims=True)
        attended = _dense(w, f"{name}attention.output.dense", (shares @ value).swapaxes(0, 1).reshape(len(ids), -1))
        hidden = _norm(w, f"{name}attention.output.LayerNorm", attended + hidden)
        wide = _dense(w, f"{name}intermediate.dense", hidden)
        wide *= (1 + numpy.vectorize(math.erf)(wide / math.sqrt(2))) / 2
        hidden = _norm(w, f"{name}output.LayerNorm", _dense(w, f"{name}output.dense", wide) + hidden)
    mean = hidden.mean(axis=0)
    return mean / numpy.linalg.norm(mean)


def _dense(w: dict[str, numpy.ndarray], name: str, hidden: numpy.ndarray) -> numpy.ndarray:
    return hidden @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def _norm(w: dict[str, numpy.ndarray], name: str, hidden: numpy.ndarray) -> numpy.ndarray:
    centred = hidden - hidden.mean(axis=1, keepdims=True)
    unit = centred / numpy.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
    return unit * w[f"{name}.weight"] + w[f"{name}.bias"]
