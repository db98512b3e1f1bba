"""The small language of guards, `set` and `{...}` in flow files.

An expression reads slots by name (`heat`), slots of other flows by flow and name
(`person.partner`), compares, combines with and/or/not, and calls the coach's functions
(`compose(act, impact)`). It cannot reach anything else.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import simpleeval

from app.engine.model import Value

Names = Callable[[str], Value]
"""Finds the value of a name; raises KeyError when there is none."""

LITERALS: Mapping[str, Value] = {"true": True, "false": False, "none": None}
BUILT_IN: Mapping[str, Callable[..., Value]] = {"len": len, "int": int, "str": str}


class ExpressionError(ValueError):
    """The text is no expression of this language; the message says what to change."""


class _Evaluator(simpleeval.EvalWithCompoundTypes):  # type: ignore[misc]
    """Attributes are read from mappings only, and a missing one is None."""

    def _eval_attribute(self, node: ast.Attribute) -> Value:
        owner = self._eval(node.value)
        return owner.get(node.attr) if isinstance(owner, Mapping) else None


_ALLOWED = (
    ast.Expr, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Eq,
    ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot, ast.Name,
    ast.Load, ast.Attribute, ast.Constant, ast.Call, ast.List, ast.BinOp, ast.Add, ast.Sub,
    ast.IfExp,
)  # fmt: skip


@dataclass(frozen=True)
class Expression:
    """One parsed expression; `text` is as written.

    Raises ExpressionError when made from something that is not an expression.
    """

    text: str

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if not isinstance(node, _ALLOWED):
                msg = f"`{self.text}` uses {type(node).__name__}, which flow files cannot"
                raise ExpressionError(msg)
            if isinstance(node, ast.Call) and not isinstance(node.func, ast.Name):
                raise ExpressionError(f"`{self.text}`: only functions can be called, by name")

    @cached_property
    def tree(self) -> Any:
        """The syntax tree."""
        try:
            return ast.parse(str(self.text).strip(), mode="eval").body
        except SyntaxError as error:
            msg = f"`{self.text}` is not an expression: {error.msg}"
            raise ExpressionError(msg) from error

    @cached_property
    def calls(self) -> frozenset[str]:
        """Names of the functions called."""
        nodes = (n for n in ast.walk(self.tree) if isinstance(n, ast.Call))
        return frozenset(n.func.id for n in nodes if isinstance(n.func, ast.Name))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Texts that a person sees: what is written in `words('...')`."""
        calls = (n for n in ast.walk(self.tree) if isinstance(n, ast.Call))
        words = (n for n in calls if isinstance(n.func, ast.Name) and n.func.id == "words")
        constants = (a for n in words for a in n.args if isinstance(a, ast.Constant))
        return tuple(str(constant.value) for constant in constants)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Slots read, as `slot` or `flow.slot`; attributes of a slot's value are cut off."""
        called = {id(n.func) for n in ast.walk(self.tree) if isinstance(n, ast.Call)}
        dotted: set[str] = set()
        heads: set[int] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                dotted.add(f"{node.value.id}.{node.attr}")
                heads.add(id(node.value))
        plain = {
            n.id
            for n in ast.walk(self.tree)
            if isinstance(n, ast.Name) and id(n) not in heads | called and n.id not in LITERALS
        }
        return frozenset(plain | dotted)

    def evaluate(self, names: Names, functions: Mapping[str, Callable[..., Value]]) -> Value:
        """The value. An unset slot reads as None, and ordering None is False."""

        def find(node: ast.Name) -> Value:
            return LITERALS[node.id] if node.id in LITERALS else names(node.id)

        evaluator = _Evaluator(functions={**BUILT_IN, **functions}, names=find)
        try:
            return evaluator.eval(self.text, previously_parsed=self.tree)
        except TypeError:
            if any(isinstance(n, ast.Compare) for n in ast.walk(self.tree)):
                return False
            raise
