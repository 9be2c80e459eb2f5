"""What each test asks for, read from its source: requests, names and texts, those of the helpers and fixtures it uses too.

Nothing is run. A text of which a part is only known when it runs has "*" there; it speaks for a whole text only where the
missing words stand there too, so `f"{TASKS}/{task_id}/{deed}"` is evidence of `…/start` in a test that says "start".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
_UNKNOWN = "*"
_ORDER = ("unit/functions", "unit", "simulation", "emulator", "contract", "security", "browser")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Seen:
    """What stands in some functions. `requests` are pairs of a method and a path."""

    texts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    requests: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """What the texts may be, of which a part is not known."""
        return tuple(_pattern(text) for text in self.texts if _UNKNOWN in text and text != _UNKNOWN)

    def __or__(self, other: Seen) -> Seen:
        return Seen(self.texts | other.texts, self.names | other.names, self.requests | other.requests)


@dataclass(frozen=True)
class Case:
    """A test, and what stands in it and in what it uses of its module."""

    path: Path
    name: str
    seen: Seen

    def asks(self, method: str, path: str) -> bool:
        """Whether it sends such a request. `path` has "{}" for what a caller fills in."""
        wanted = path.split("/")
        return any(
            said == method and self._is_path(text.partition("?")[0].split("/"), wanted)
            for said, text in self.seen.requests
        )

    def says(self, text: str) -> bool:
        """Whether this text stands in it, whole or put together."""
        return text in self.seen.texts or any(self._completes(pattern, text) for pattern in self.seen.patterns)

    def names(self, name: str) -> bool:
        return name in self.seen.names

    def _is_path(self, said: list[str], wanted: list[str]) -> bool:
        return len(said) == len(wanted) and all(
            (bool(one) if part == "{}" else one == part or (one == _UNKNOWN and part in self.seen.texts))
            for one, part in zip(said, wanted, strict=True)
        )

    def _completes(self, pattern: re.Pattern[str], text: str) -> bool:
        found = pattern.fullmatch(text)
        return found is not None and all(part in self.seen.texts for part in found.groups())


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(re.escape(_UNKNOWN), "(.+)"))


def cases(root: Path) -> list[Case]:
    """Return every test below `tests/`, those nearest to one function first."""
    found = [test for path in sorted((root / "tests").rglob("test_*.py")) for test in _cases_of(path, root)]
    return sorted(found, key=lambda test: _nearness(test.path))


def _nearness(path: Path) -> int:
    folder = path.relative_to("tests").as_posix()
    return next((rank for rank, name in enumerate(_ORDER) if folder.startswith(f"{name}/")), len(_ORDER))


def _cases_of(path: Path, root: Path) -> Iterator[Case]:
    tree = ast.parse(path.read_text())
    constants = _constants(tree.body, {})
    functions = {node.name: node for node in _nodes(tree) if isinstance(node, _Function)}
    seen = {name: _seen(node, constants) for name, node in functions.items()}
    for name in functions:
        if name.startswith("test_"):
            yield Case(path.relative_to(root), name, _with_helpers(name, seen))


def _with_helpers(name: str, seen: Mapping[str, Seen]) -> Seen:
    """Return what stands in a function and in all functions of its module that it uses, through others too."""
    found, waiting, known = Seen(), [name], {name}
    while waiting:
        here = seen[waiting.pop()]
        found |= here
        used = {other for other in here.names if other in seen and not other.startswith("test_")} - known
        known |= used
        waiting += sorted(used)
    return found


def _seen(function: _Function, constants: Mapping[str, str]) -> Seen:
    nodes = _nodes(function)
    known = _constants(nodes, constants)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return Seen(
        frozenset(text for node in nodes if isinstance(node, ast.expr) and (text := _text(node, known))),
        frozenset(_names(nodes)),
        frozenset(request for call in calls for request in _requests(call, known)),
    )


def _nodes(root: ast.AST) -> list[ast.AST]:
    """Return what `ast.walk` yields, in its order, but for the contexts of names: some ten times a file's worth is walked."""
    found = [root]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if type(value) is list:
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return found


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Name():
                yield node.id
            case ast.Attribute():
                yield node.attr
            case ast.arg():  # a fixture, where it is a test's or a fixture's
                yield node.arg
            case _:
                pass


def _requests(call: ast.Call, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each method that is followed by a path among the arguments of a call."""
    for method, path in zip(call.args, call.args[1:], strict=False):
        said = _text(method, known)
        if said in METHODS and (text := _text(path, known)):
            yield said, text


def _constants(nodes: Iterable[ast.AST], known: Mapping[str, str]) -> dict[str, str]:
    """Return the names that stand for one text."""
    found = dict(known)
    for node in nodes:
        for name, value in _assigned(node):
            if text := _text(value, found):
                found[name] = text
    return found


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from ((one.id, value) for one, value in zip(names, values, strict=False) if isinstance(one, ast.Name))
        case _:
            pass


def _text(node: ast.expr, known: Mapping[str, str]) -> str:
    """Return the text that an expression is, "*" for each part that is not known before it runs; "" where it is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return known.get(name, "")
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, known) for part in parts)
        case ast.FormattedValue(value=value):
            return _text(value, known) or _UNKNOWN
        case _:
            return ""
