"""The rounding of an embedder's weights to eight bits.

Dense layers become `MatMulNBits`: weights and activations are rounded in blocks, each with its own scale. One scale
for a whole activation (`DynamicQuantizeMatMul`) is a third faster, but its vectors are ten times further from the float
model's, and change with whatever else is in the batch.
"""

import numpy
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

BLOCK = 64
LARGEST = 127
ZERO_POINT = 128  # what MatMulNBits takes for zero where it is told nothing
INT8_ACTIVATIONS = 4  # MatMulNBits: "accuracy level" 4 computes in int8


def quantised(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the same model with its word table and dense layers in int8; deterministic."""
    constants = {constant.name: constant for constant in model.graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        if node.op_type == "Gather" and node.input[0] in constants:
            table = constants.pop(node.input[0])
            more, replaced = _rounded_table(node, numpy_helper.to_array(table))
        elif node.op_type == "MatMul" and node.input[1] in constants:
            weight = constants.pop(node.input[1])
            more, replaced = _rounded_product(node, numpy_helper.to_array(weight))
        else:
            more, replaced = [], [node]
        constants |= {constant.name: constant for constant in more}
        nodes += replaced
    graph = helper.make_graph(nodes, model.graph.name, model.graph.input, model.graph.output, list(constants.values()))
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)


def _rounded_table(
    node: onnx.NodeProto, table: NDArray[numpy.float32]
) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """A scale a word: a rare word's small numbers keep their digits."""
    name, rows, out = node.input[0], node.input[1], node.output[0]
    scale = _scale(table)
    constants = [
        numpy_helper.from_array(numpy.round(table / scale).astype(numpy.int8), name),
        numpy_helper.from_array(scale, f"{name}.scale"),
    ]
    return constants, [
        helper.make_node("Gather", [name, rows], [f"{out}.int8"], name=f"{out}.int8"),
        helper.make_node("Gather", [f"{name}.scale", rows], [f"{out}.scale"], name=f"{out}.scale"),
        helper.make_node("Cast", [f"{out}.int8"], [f"{out}.float"], name=f"{out}.float", to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{out}.float", f"{out}.scale"], [out], name=out),
    ]


def _rounded_product(
    node: onnx.NodeProto, weight: NDArray[numpy.float32]
) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    name, (width, columns) = node.input[1], weight.shape
    if width % BLOCK:
        raise ValueError(f"{name} has {width} rows, which is no multiple of {BLOCK}")
    blocks = weight.T.reshape(columns, width // BLOCK, BLOCK)
    scale = _scale(blocks)
    constants = [
        numpy_helper.from_array((numpy.round(blocks / scale) + ZERO_POINT).astype(numpy.uint8), name),
        numpy_helper.from_array(scale[:, :, 0], f"{name}.scale"),
    ]
    replaced = helper.make_node(
        "MatMulNBits",
        [node.input[0], name, f"{name}.scale"],
        node.output,
        name=node.name,
        domain="com.microsoft",
        K=width,
        N=columns,
        bits=8,
        block_size=BLOCK,
        accuracy_level=INT8_ACTIVATIONS,
    )
    return constants, [replaced]


def _scale(blocks: NDArray[numpy.float32]) -> NDArray[numpy.float32]:
    """What one step of int8 stands for, for each run along the last axis; never zero."""
    largest = numpy.abs(blocks).max(axis=-1, keepdims=True)
    return (numpy.where(largest == 0, 1, largest) / LARGEST).astype(numpy.float32)
