"""Applying verbs, functions and values in generated code; arithmetic on two longs is inlined."""

from __future__ import annotations

from typing import Any

from . import catalogue
from .adverbs import derive, iterator
from .errors import CompileError
from .generated_text import GeneratedText
from .syntax import (
    Apply,
    Const,
    Iterate,
    LambdaNode,
    Node,
    Verb,
)
from .values import Value

_BOUND = 2**63 - 1
_ARITHMETIC = {"+": "+", "-": "-", "*": "*"}
_COMPARISONS = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "=": "==", "<>": "!="}


class Calls(GeneratedText):
    """How nodes are applied."""

    def emit_apply(self, node: Apply) -> str:
        function, arguments = node.function, node.arguments
        if isinstance(function, Iterate) and function.function is None and function.adverb == "'":
            operands = ", ".join(self.operands(arguments))
            made = self.constant(iterator("'"))
            return self.save(f"{self.runtime('call')}({made}, {operands})")
        if isinstance(function, Verb):
            return self.apply_verb(function, arguments, node)
        fixed = self.fixed(function) if isinstance(function, (Iterate, LambdaNode)) else None
        given = self.operands(arguments)
        self.position = node.position
        if fixed is not None:
            if len(given) == fixed.high == fixed.low and None not in arguments:
                code = self.constant(fixed.code)
                return self.save(f"{code}({', '.join(given)})")
            return self.save(f"{self.runtime('call')}({self.constant(fixed)}, {', '.join(given)})")
        named = self.operand(function)
        if named[0] in "0123456789(TF":
            named = self.save(named)
        return self.apply_named(named, given, arguments)

    def apply_named(self, named: str, operands: list[str], arguments: list[Node | None]) -> str:
        """Apply a value that is known only at run time."""
        joined = ", ".join(operands)
        if None in arguments:
            return self.save(f"{self.runtime('call')}({named}, {joined})")
        quick = f"{named}.code({joined}) if type_({named}) is Lambda and {named}.low == {len(operands)}"
        self.runtime("type_")
        self.runtime("Lambda")
        slow = self.runtime("call1" if len(operands) == 1 else "call")
        return self.save(f"{quick} else {slow}({named}, {joined})")

    def apply_verb(self, verb: Verb, arguments: list[Node | None], node: Apply) -> str:
        """Apply a primitive."""
        if node.prefix:
            raise CompileError(verb.name, node.position)
        primitive = catalogue.primitive(verb.name)
        if len(arguments) == 1 and arguments[0] is None and primitive.low == 1:
            return self.save(f"{self.constant(primitive.code)}({self.runtime('IDENTITY')})")
        operands = self.operands(arguments)
        self.position = node.position
        if None in arguments or not primitive.low <= len(operands) <= primitive.high:
            joined = ", ".join(operands)
            return self.save(f"{self.runtime('call')}({self.constant(primitive)}, {joined})")
        if len(operands) == 2:
            return self.dyad(verb.name, operands[0], operands[1], node)
        return self.save(f"{self.constant(primitive.code)}({', '.join(operands)})")

    def dyad(self, name: str, left: str, right: str, node: Any) -> str:
        """Emit a dyadic verb, arithmetic on two longs inlined."""
        slow = f"{self.constant(catalogue.primitive(name).code)}({left}, {right})"
        self.position = node.position
        if name in _ARITHMETIC:
            test = self.both_longs(left, right)
            if test:
                result = self.temporary()
                self.emit(f"if {test}:")
                self.emit(f" {result} = {left} {_ARITHMETIC[name]} {right}")
                self.emit(f" if not -{_BOUND} <= {result} <= {_BOUND}: {result} = {self.runtime('wrap')}({result})")
                self.emit(f"else: {result} = {slow}")
                return result
        elif name in _COMPARISONS:
            test = self.both_longs(left, right)
            if test:
                return self.save(f"{left} {_COMPARISONS[name]} {right} if {test} else {slow}")
        elif name in ("mod", "div") and right.isdigit() and right != "0" and not left.isdigit():
            operator = "%" if name == "mod" else "//"
            self.runtime("type_")
            self.runtime("int_")
            return self.save(f"{left} {operator} {right} if type_({left}) is int_ else {slow}")
        return self.save(slow)

    def both_longs(self, left: str, right: str) -> str:
        """The test that both operands are longs; empty where it cannot hold or is not worth it."""
        tests = []
        for operand in dict.fromkeys((left, right)):
            if operand.isdigit():
                continue
            if operand[0] not in "tlv":
                return ""
            tests.append(f"type_({operand}) is int_")
        self.runtime("type_")
        self.runtime("int_")
        return " and ".join(tests)

    def emit_iterate(self, node: Iterate) -> str:
        if node.function is None:
            return self.constant(iterator(node.adverb))
        if isinstance(node.function, (Verb, LambdaNode, Iterate, Const)):
            fixed = self.fixed(node)
            if fixed is not None:
                return self.constant(fixed)
        function = self.operand(node.function)
        return self.save(f"{self.runtime('derive')}({node.adverb!r}, {function})")

    def fixed(self, node: Node) -> Value | None:
        """The value of a function that is known before the program runs."""
        if isinstance(node, Verb):
            return catalogue.primitive(node.name)
        if isinstance(node, LambdaNode):
            return self.function(node)
        if isinstance(node, Const):
            return node.value
        if isinstance(node, Iterate) and node.function is not None:
            inner = self.fixed(node.function)
            return None if inner is None else derive(node.adverb, inner)
        return None
