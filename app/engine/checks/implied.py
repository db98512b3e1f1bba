"""What a guard tells about slots: which are tested in it, and which are filled when it holds."""

import ast
from collections.abc import Iterator

from app.engine.expression import LITERALS, Expression

_ORDERINGS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def filled_if(expression: Expression, *, holds: bool) -> frozenset[str]:
    """Names that cannot be none when the expression is true (or, with `holds` false, untrue)."""
    return _filled(expression.tree, holds=holds)


def tested(expression: Expression, *, guard: bool) -> frozenset[str]:
    """Names that the expression itself asks about being set: `not a`, `a or b`, `x if a else y`,
    `a is none`, `a == 'b'`; and `a` alone where it is a guard."""
    return frozenset(_tested(expression.tree, asked=guard))


def passed(expression: Expression) -> frozenset[str]:
    """Names that stand alone as an argument of a function, which can tell what is unset."""
    calls = (node for node in ast.walk(expression.tree) if isinstance(node, ast.Call))
    return frozenset(name for call in calls for arg in call.args if (name := dotted(arg)))


def is_none(expression: Expression) -> bool:
    """True if the expression is the literal none."""
    return _is_none(expression.tree)


def dotted(node: ast.AST) -> str | None:
    """`a` or `a.b` as written; None for any other expression and for literals."""
    if isinstance(node, ast.Name):
        return None if node.id in LITERALS else node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return None


def _tested(node: ast.AST, *, asked: bool) -> Iterator[str]:
    """`asked` says that only the truth of this node matters."""
    if name := dotted(node):
        if asked:
            yield name
        return
    if isinstance(node, ast.Compare):
        if all(isinstance(op, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) for op in node.ops):
            yield from (name for side in (node.left, *node.comparators) if (name := dotted(side)))
        return
    for child, matters in _parts(node, asked=asked):
        yield from _tested(child, asked=matters)


def _parts(node: ast.AST, *, asked: bool) -> Iterator[tuple[ast.AST, bool]]:
    if isinstance(node, ast.BoolOp):
        yield from ((value, True) for value in node.values[:-1])
        yield node.values[-1], asked or isinstance(node.op, ast.Or)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand, isinstance(node.op, ast.Not)
    elif isinstance(node, ast.IfExp):
        yield from ((node.test, True), (node.body, asked), (node.orelse, asked))
    else:
        yield from ((child, False) for child in ast.iter_child_nodes(node))


def _filled(node: ast.AST, *, holds: bool) -> frozenset[str]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _filled(node.operand, holds=not holds)
    if isinstance(node, ast.BoolOp):
        parts = [_filled(value, holds=holds) for value in node.values]
        all_hold = isinstance(node.op, ast.And) == holds
        return frozenset.union(*parts) if all_hold else frozenset.intersection(*parts)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _compared(node, holds=holds)
    name = dotted(node)
    return frozenset({name}) if name and holds else frozenset()


def _compared(node: ast.Compare, *, holds: bool) -> frozenset[str]:
    op, left, right = node.ops[0], node.left, node.comparators[0]
    names = frozenset(name for side in (left, right) if (name := dotted(side)))
    with_none = _is_none(left) or _is_none(right)
    if isinstance(op, ast.Is | ast.Eq):
        return names if holds != with_none else frozenset()
    if isinstance(op, ast.IsNot | ast.NotEq):
        return names if holds == with_none else frozenset()
    return names if holds and isinstance(op, _ORDERINGS) else frozenset()


def _is_none(node: ast.AST) -> bool:
    is_name = isinstance(node, ast.Name) and node.id == "none"
    return is_name or (isinstance(node, ast.Constant) and node.value is None)
