"""
Prose templates read without being filled in: their words, what they print, and the names they use.

Jinja's own reader says which is which. An expression may do what ``docs/writing.md`` says: name a
quantity, put quantities together with an operation, and print them with one of the filters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from jinja2 import Environment, TemplateSyntaxError, nodes

from workings.notebook import SLOT
from workings.review.checks.numbers import typed

#: In a template's words these stand for an expression, and for a tag.
REFERENCE, TAG = "\ue000", "\ue001"
#: The operations that prose may call: those of `workings.quantities`, named here so that it need
#: not be loaded. A test holds the two together.
OPERATIONS = frozenset(
    {
        "between", "converted", "difference", "one_in", "percent_change", "rate_per", "ratio",
        "share", "time_at", "time_between", "total",
    }
)  # fmt: skip
NUMBERS = ("percent", "number", "spread", "more_or_fewer")
FILTERS = (*NUMBERS, "day", "period")
STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign)
_OTHERS = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock, nodes.Block)
_SCALES = (
    "hundreds?|thousands?|millions?|billions?|trillions?|dozens?|per cent|percent|%|percentage"
)
_CHANGED = re.compile(
    rf"{REFERENCE}[*_]*\s*(?:{_SCALES})(?!\w)|\b(?:minus|twice|double|treble|triple)\s+{REFERENCE}",
    re.IGNORECASE,
)
_MARKS = {"variable_begin": REFERENCE, "block_begin": TAG}


@dataclass(frozen=True)
class Template:
    """
    A prose template.

    Examples
    --------
    >>> template = Template("{{ a }} of 350, {{ 2 * b }} more", frozenset({"share"}))
    >>> template.words.replace(REFERENCE, "_"), template.references, sorted(template.names)
    ('_ of 350, _ more', 2, ['a', 'b'])
    >>> list(template.hidden())
    ['arithmetic, 2 * b', 'the number 2']
    """

    source: str  # Markdown with Jinja expressions
    operations: frozenset[str]  # what may be called in it, such as ``share`` or ``w.share``

    @cached_property
    def error(self) -> str:
        """What keeps it from being read; empty if nothing does."""
        try:
            Environment().parse(self.source)
        except TemplateSyntaxError as error:
            return f"line {error.lineno} of the prose: {error.message}"
        return ""

    @cached_property
    def tree(self) -> nodes.Template:
        """Jinja's tree of it; an empty one if it can't be read."""
        return Environment().parse("" if self.error else self.source)

    @cached_property
    def words(self) -> str:
        """What is typed in it, with a mark for each expression and each tag."""
        if self.error:
            return self.source
        lexed = Environment().lex(self.source)
        return "".join(text if kind == "data" else _MARKS.get(kind, "") for _, kind, text in lexed)

    @property
    def references(self) -> int:
        """How many expressions it prints."""
        return self.words.count(REFERENCE)

    @property
    def names(self) -> set[str]:
        """The notebook's variables that it uses."""
        every = list(self.tree.find_all(nodes.Name))
        own = {node.name for node in every if node.ctx != "load"}
        return {node.name for node in every} - own - self.operations

    def changed(self) -> Iterator[str]:
        """Yield the typed words that would make another number of the one printed beside them."""
        for match in _CHANGED.finditer(self.words):
            yield " ".join(match[0].replace(REFERENCE, "{{ … }}").split())

    def hidden(self) -> Iterator[str]:
        """Yield what its expressions hide: typed numbers, arithmetic, calls, and other tags."""
        for expression in self._printed():
            yield from self._in(expression)
        tests = [branch.test for branch in self.tree.find_all(nodes.If)]
        for test in (*tests, *(choice.test for choice in self.tree.find_all(nodes.CondExpr))):
            for call in (test, *test.find_all(nodes.Call)):
                yield from self._in_call(call) if isinstance(call, nodes.Call) else ()
        for statement in self.tree.find_all(nodes.Stmt):
            if not isinstance(statement, STATEMENTS):
                yield f"the tag {{% {type(statement).__name__.lower()} %}}"

    def calls(self) -> Iterator[str]:
        """Yield the dotted names that are looked up anywhere in it, such as ``date.today``."""
        for node in self.tree.find_all(nodes.Getattr):
            parts, inner = [node.attr], node.node
            while isinstance(inner, nodes.Getattr):
                parts, inner = [inner.attr, *parts], inner.node
            yield ".".join([inner.name if isinstance(inner, nodes.Name) else "", *parts])

    def gives(self, markdown: str) -> bool:
        """
        Tell whether a text may be what it was filled in to be: its words, in its order.

        White space counts for nothing. An expression gives text, a number or both; one that calls
        an operation or ends in a filter for numbers gives a number and nothing else.

        Examples
        --------
        >>> template = Template("{% if a %}Only {% endif %}{{ a | number }} left.", frozenset())
        >>> [template.gives(f"{before}{REFERENCE}0{TAG} left.") for before in ("", "Some ")]
        [True, False]
        """
        if self.error or any(self.tree.find_all(_OTHERS)):
            return True  # which is told elsewhere
        text = "".join(markdown.split())
        return len(text) in self._reached(self.tree.body, text, {0})

    def _reached(self, parts: Iterable[nodes.Node], text: str, places: set[int]) -> set[int]:
        """Return up to where some parts may have given a text, from each of some places on."""
        for part in parts:
            if isinstance(part, nodes.TemplateData):
                data = "".join(part.data.split())
                places = {at + len(data) for at in places if text.startswith(data, at)}
            elif isinstance(part, nodes.Output):
                places = self._reached(part.nodes, text, places)
            elif isinstance(part, nodes.If):
                branches = [part.body, *(each.body for each in part.elif_), part.else_]
                places = set().union(*(self._reached(each, text, places) for each in branches))
            elif isinstance(part, nodes.For):
                new = places = places | self._reached(part.else_, text, places)
                while new:
                    new = self._reached(part.body, text, new) - places
                    places = places | new
            elif isinstance(part, nodes.Expr):
                places = self._given(part, text, places)
        return places

    def _given(self, expression: nodes.Expr, text: str, places: set[int]) -> set[int]:
        """Return up to where in a text an expression may have given it."""
        is_number = isinstance(expression, nodes.Filter) and expression.name in NUMBERS
        is_number |= isinstance(expression, nodes.Call) and not any(self._in_call(expression))
        if is_number:
            return {slot.end() for at in places if (slot := SLOT.match(text, at))}
        return set(range(min(places), len(text) + 1)) if places else set()

    def _printed(self) -> Iterator[nodes.Node]:
        for output in self.tree.find_all(nodes.Output):
            yield from (node for node in output.nodes if not isinstance(node, nodes.TemplateData))
        yield from (loop.iter for loop in self.tree.find_all(nodes.For))
        yield from (assigned.node for assigned in self.tree.find_all(nodes.Assign))

    def _in(self, node: nodes.Node) -> Iterator[str]:
        """Yield what one printed expression hides."""
        if isinstance(node, nodes.Const):
            yield from _in_constant(node.value)
        elif isinstance(node, nodes.CondExpr):
            for chosen in filter(None, (node.expr1, node.expr2)):
                yield from self._in(chosen)
        elif isinstance(node, nodes.Getitem | nodes.Getattr):
            yield from self._in(node.node)
        elif isinstance(node, nodes.Call):
            yield from self._in_call(node)
        elif isinstance(node, nodes.Filter):
            if node.name not in FILTERS:
                yield f"the filter | {node.name}"
            yield from self._in(node.node) if node.node is not None else ()
        else:
            if isinstance(node, nodes.BinExpr | nodes.UnaryExpr | nodes.Concat) and not isinstance(
                node, nodes.And | nodes.Or | nodes.Not
            ):
                yield f"arithmetic, {_written(node)}"
            for child in node.iter_child_nodes():
                yield from self._in(child)

    def _in_call(self, call: nodes.Call) -> Iterator[str]:
        if _written(call.node) not in self.operations:
            yield f"the call {_written(call.node)}(…)"


def _in_constant(value: object) -> Iterator[str]:
    if isinstance(value, str) and typed(value):
        yield f"the text {value!r}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield f"the number {value!r}"


_SIGNS = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**"}


def _written(node: nodes.Node) -> str:
    """Write an expression down again, as far as a message needs it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Concat):
        return " ~ ".join(map(_written, node.nodes))
    if isinstance(node, nodes.BinExpr):
        sign = _SIGNS[type(node).__name__]
        return f"{_written(node.left)} {sign} {_written(node.right)}"
    return "…"
