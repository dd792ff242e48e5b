"""The graph of a BERT-family sentence embedder, written in ONNX operators from its weights alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors import SafetensorError
from safetensors.numpy import load_file

Weights = dict[str, NDArray[numpy.float32]]

OPSET = 21
IR_VERSION = 10
MASKED = 1e9  # taken from the attention score of a padding token: its softmax is exactly zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What `config.json` says of the model's shape."""

    hidden: int
    heads: int
    layers: int
    epsilon: float


def read_shape(folder: Path) -> Shape:
    """Return the shape of a model folder.

    Raises:
        ValueError: It is not a BERT with absolute positions and exact GELU.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    kind = (config["model_type"], config.get("position_embedding_type", "absolute"), config["hidden_act"])
    if kind != ("bert", "absolute", "gelu"):
        raise ValueError(f"{folder} is not a BERT with absolute positions and exact GELU, but {kind!r}")
    return Shape(
        hidden=config["hidden_size"],
        heads=config["num_attention_heads"],
        layers=config["num_hidden_layers"],
        epsilon=config["layer_norm_eps"],
    )


def read_weights(folder: Path) -> Weights:
    """Return the weights of a model folder in float32, by their names without the prefix `bert.`.

    Raises:
        OSError: The file is missing.
        ValueError: It is damaged.
    """
    path = folder / "model.safetensors"
    try:
        tensors = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    return {
        name.removeprefix("bert."): tensor.astype(numpy.float32)
        for name, tensor in tensors.items()
        if tensor.dtype.kind == "f"
    }


def embedding_graph(shape: Shape, weights: Weights) -> onnx.ModelProto:
    """Return the float32 model: `input_ids` and `attention_mask` in, unit `vectors` (mean of the tokens) out.

    Raises:
        KeyError: A weight is missing.
    """
    graph = _Graph(shape, weights)
    hidden = graph.embed()
    for layer in range(shape.layers):
        hidden = graph.encode(f"encoder.layer.{layer}", hidden)
    graph.pool(hidden)
    return graph.model()


class _Graph:
    """The nodes and constants so far; every method adds some and returns the name of what they yield."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        self._shape = shape
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def embed(self) -> str:
        """Word, position and token-type embeddings; the bias of the padding is made here too."""
        table = "embeddings.{}_embeddings.weight".format
        self._constant("words", self._weights[table("word")])
        # There is one text, so one token type: its row is added to every position.
        self._constant("positions", self._weights[table("position")] + self._weights[table("token_type")][0])
        for name, value in (("zero", [0]), ("second", [1]), ("last", [-1]), ("middle", [1, 2])):
            self._constant(name, numpy.array(value, numpy.int64))
        self._node("Gather", ["words", "input_ids"], "word")
        self._node("Shape", ["input_ids"], "length", start=1, end=2)
        self._node("Slice", ["positions", "zero", "length"], "position")
        self._node("Add", ["word", "position"], "embedded")
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["mask", "middle"], "mask.keys")
        self._node("Sub", ["mask.keys", self._constant("one", numpy.array(1, numpy.float32))], "mask.absent")
        self._node("Mul", ["mask.absent", self._constant("masked", numpy.array(MASKED, numpy.float32))], "mask.bias")
        heads, size = self._shape.heads, self._shape.hidden // self._shape.heads
        self._constant("heads", numpy.array([0, 0, 3 * heads, size], numpy.int64))
        self._constant("joined", numpy.array([0, 0, self._shape.hidden], numpy.int64))
        return self._norm("embedded", "embeddings.LayerNorm")

    def encode(self, layer: str, hidden: str) -> str:
        """One transformer layer: attention, then the two dense layers, each added to what came in."""
        attended = self._dense(self._attention(layer, hidden), f"{layer}.attention.output.dense")
        middle = self._norm(self._sum(attended, hidden), f"{layer}.attention.output.LayerNorm")
        wide = self._dense(middle, f"{layer}.intermediate.dense")
        self._node("Gelu", [wide], f"{layer}.gelu")
        narrow = self._dense(f"{layer}.gelu", f"{layer}.output.dense")
        return self._norm(self._sum(narrow, middle), f"{layer}.output.LayerNorm")

    def pool(self, hidden: str) -> str:
        """Mean over the tokens at unit length; the mean's divisor cancels out, so the sum serves."""
        self._node("Unsqueeze", ["mask", "last"], "mask.tokens")
        self._node("Mul", [hidden, "mask.tokens"], "present")
        self._node("ReduceSum", ["present", "second"], "sum", keepdims=0)
        self._node("ReduceL2", ["sum", "second"], "norm", keepdims=1)
        return self._node("Div", ["sum", "norm"], "vectors")

    def model(self) -> onnx.ModelProto:
        """The whole, checked."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", self._shape.hidden])
        graph = helper.make_graph(self._nodes, "embedder", inputs, [output], self._constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        onnx.checker.check_model(model)
        return model

    def _attention(self, layer: str, hidden: str) -> str:
        """Queries, keys and values are one matrix: one product, and one rounding of its input once quantised."""
        names = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = [self._weights[f"{name}.weight"] for name in names]
        bias = [self._weights[f"{name}.bias"] for name in names]
        scale = numpy.float32((self._shape.hidden // self._shape.heads) ** -0.5)
        weight[0], bias[0] = weight[0] * scale, bias[0] * scale
        whole = f"{layer}.attention.self"
        self._product(hidden, whole, numpy.concatenate(weight), numpy.concatenate(bias))
        self._node("Reshape", [whole, "heads"], f"{whole}.split")
        self._node("Transpose", [f"{whole}.split"], f"{whole}.heads", perm=[0, 2, 1, 3])
        self._node("Split", [f"{whole}.heads"], *names, axis=1, num_outputs=3)
        self._node("Transpose", [names[1]], f"{whole}.keys", perm=[0, 1, 3, 2])
        self._node("MatMul", [names[0], f"{whole}.keys"], f"{whole}.scores")
        self._node("Add", [f"{whole}.scores", "mask.bias"], f"{whole}.masked")
        self._node("Softmax", [f"{whole}.masked"], f"{whole}.shares", axis=-1)
        self._node("MatMul", [f"{whole}.shares", names[2]], f"{whole}.context")
        self._node("Transpose", [f"{whole}.context"], f"{whole}.tokens", perm=[0, 2, 1, 3])
        return self._node("Reshape", [f"{whole}.tokens", "joined"], f"{whole}.joined")

    def _dense(self, hidden: str, name: str) -> str:
        return self._product(hidden, name, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _product(self, hidden: str, name: str, weight: NDArray[numpy.float32], bias: NDArray[numpy.float32]) -> str:
        self._node("MatMul", [hidden, self._constant(f"{name}.weight", weight.T)], f"{name}.product")
        return self._node("Add", [f"{name}.product", self._constant(f"{name}.bias", bias)], name)

    def _sum(self, one: str, other: str) -> str:
        return self._node("Add", [one, other], f"{one}.residual")

    def _norm(self, hidden: str, name: str) -> str:
        parts = [self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self._node("LayerNormalization", [hidden, *parts], name, axis=-1, epsilon=self._shape.epsilon)

    def _constant(self, name: str, value: NDArray[numpy.generic]) -> str:
        self._constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, inputs: Sequence[str], *outputs: str, **attributes: float | list[int]) -> str:
        node = helper.make_node(kind, inputs, outputs, name=outputs[0])
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(node)
        return outputs[0]
