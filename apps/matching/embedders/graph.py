"""A post-norm BERT encoder written down as an ONNX graph, so that no training library is needed to run it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from apps.matching.embedders.weights import Sizes, Weights, levels, unpacked

VERSION = 1  # raise it when the graph changes, so that an older cache is not taken for this one
OWN = {"Gelu", "GatherBlockQuantized", "MatMulIntegerToFloat", "MultiHeadAttention"}  # onnxruntime's own operators


class Graph:
    """Collects nodes and constants; both methods return the name of what they added."""

    def __init__(self) -> None:
        self.nodes: list[tuple[str, tuple[str, ...], str, dict[str, Any]]] = []
        self.constants: dict[str, np.ndarray] = {}

    def constant(self, name: str, value: Any, dtype: Any = np.float32) -> str:
        self.constants[name] = np.ascontiguousarray(value, dtype)
        return name

    def add(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"{operator}_{len(self.nodes)}"
        self.nodes.append((operator, inputs, output, attributes))
        return output


Dense = Callable[[Graph, str, str, np.ndarray], str]  # (graph, input, name of the weight, weight) -> their product


def dense_float(graph: Graph, x: str, name: str, weight: np.ndarray) -> str:
    """The exact float32 product: the one to compare with."""
    return graph.add("MatMul", x, graph.constant(name, weight.T))


def dense_rows(graph: Graph, x: str, name: str, weight: np.ndarray) -> str:
    """An int8 product with one step per token, so that a text does not feel the others of its batch.

    Divided by its own step, a token's values are whole numbers -127..127 whatever the batch. Weights keep to
    -63..63: processors without VNNI add two products in 16 bits, and 2 × 255 × 63 still fits.
    """
    scale = np.abs(weight).max(axis=1) / 63
    rounded = graph.constant(name, np.rint(weight.T / scale), np.int8)
    one, middle = graph.constant("one", 1), graph.constant("middle", 128, np.uint8)
    largest = graph.add("ReduceMax", graph.add("Abs", x), axes=[-1], keepdims=1)
    step = graph.add("Mul", graph.add("Max", largest, graph.constant("tiny", 1e-9)), graph.constant("step", 1 / 127))
    whole = graph.add("QuantizeLinear", graph.add("Div", x, step), one, middle)
    columns = graph.constant(f"{name}.scale", scale)
    return graph.add("Mul", graph.add("MatMulIntegerToFloat", whole, rounded, one, columns, middle), step)


class Encoder:
    """(ids, mask) of (batch, length) -> unit vectors (batch, hidden)."""

    def __init__(self, weights: Weights, sizes: Sizes, dense: Dense) -> None:
        self.weights, self.sizes, self.dense, self.graph = weights, sizes, dense, Graph()
        x, mask = self.embed("ids"), self.graph.add("Cast", "mask", to=TensorProto.INT32)
        for layer in range(sizes.layers):
            x = self.layer(x, mask, f"l{layer}.")
        self.pool(x, "mask")

    def embed(self, ids: str) -> str:
        """Word + position + type, normed. Words stay 4-bit; every text is of type 0, so positions include that row."""
        graph, sizes, words = self.graph, self.sizes, self.weights["emb.word"]
        numbers = levels(words).reshape(sizes.vocab, sizes.hidden)
        packed = graph.constant("words", numbers[:, 0::2] | numbers[:, 1::2] << 4, np.uint8)
        scale = graph.constant("words.scale", words["scale"].reshape(sizes.vocab, -1))
        found = graph.add("GatherBlockQuantized", packed, ids, scale, bits=4, block_size=32, quantize_axis=1)
        table = self.weights["emb.pos"].reshape(-1, sizes.hidden) + self.weights["emb.type"][: sizes.hidden]
        start, length = graph.constant("start", [0], np.int64), graph.add("Shape", ids, start=1, end=2)
        return self.norm(found, graph.add("Slice", graph.constant("positions", table), start, length), "emb.ln")

    def layer(self, x: str, mask: str, prefix: str) -> str:
        x = self.norm(x, self.linear(self.attend(x, mask, prefix), f"{prefix}ao"), f"{prefix}aln")
        widened = self.graph.add("Gelu", self.linear(x, f"{prefix}fi"))  # the exact one, by erf
        return self.norm(x, self.linear(widened, f"{prefix}fo"), f"{prefix}oln")

    def attend(self, x: str, mask: str, prefix: str) -> str:
        """Every head's softmax(query × key / root of its size) × value; padding is masked out."""
        bias = np.concatenate([self.weights[f"{prefix}{part}.b"] for part in "qkv"])
        parts = [self.product(x, f"{prefix}{part}") for part in "qkv"]
        parts += [self.graph.constant(f"{prefix}qkv.b", bias), mask]
        return self.graph.add("MultiHeadAttention", *parts, num_heads=self.sizes.heads)

    def product(self, x: str, name: str) -> str:
        rows = len(self.weights[f"{name}.b"])
        return self.dense(self.graph, x, f"{name}.w", unpacked(self.weights[f"{name}.w"], rows))

    def linear(self, x: str, name: str) -> str:
        return self.graph.add("Add", self.product(x, name), self.graph.constant(f"{name}.b", self.weights[f"{name}.b"]))

    def norm(self, x: str, y: str, name: str) -> str:
        both = [self.graph.constant(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in "wb"]
        return self.graph.add("LayerNormalization", self.graph.add("Add", x, y), *both, epsilon=self.sizes.epsilon)

    def pool(self, x: str, mask: str) -> str:
        """The sum over a text's tokens brought to length one, which is the direction of their mean."""
        graph = self.graph
        spread = graph.add("Unsqueeze", mask, graph.constant("last", [2], np.int64))
        here = graph.add("Cast", spread, to=TensorProto.FLOAT)
        total = graph.add("ReduceSum", graph.add("Mul", x, here), graph.constant("inside", [1], np.int64), keepdims=0)
        return graph.add("Div", total, graph.add("ReduceL2", total, axes=[1], keepdims=1), name="embedding")


def build_graph(weights: Weights, sizes: Sizes, dense: Dense = dense_rows) -> ModelProto:
    """The encoder as an ONNX model of opset 17 with a free batch and length."""
    graph, own = Encoder(weights, sizes, dense).graph, "com.microsoft"
    nodes = [
        helper.make_node(kind, inputs, [output], output, domain=own if kind in OWN else "", **attributes)
        for kind, inputs, output, attributes in graph.nodes
    ]
    numbers, shape = TensorProto.INT64, ["batch", "length"]
    inputs = [helper.make_tensor_value_info(name, numbers, shape) for name in ("ids", "mask")]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", sizes.hidden])]
    constants = [numpy_helper.from_array(value, name) for name, value in graph.constants.items()]
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(own, 1)]
    whole = helper.make_graph(nodes, "multilingual-e5-small", inputs, outputs, constants)
    return helper.make_model(whole, opset_imports=opsets, ir_version=8)
