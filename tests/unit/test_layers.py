"""What import-linter cannot say: the domain imports the standard library, pydantic and itself, and nothing else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import shared.domain

DOMAIN = Path(shared.domain.__path__[0])
ALLOWED = {*sys.stdlib_module_names, "pydantic"} - {"asyncio", "http", "random", "socket", "subprocess", "threading"}


@pytest.mark.parametrize("module", sorted(DOMAIN.rglob("*.py")), ids=lambda path: path.stem)
def test_the_domain_is_pure(module: Path) -> None:
    strangers = {
        name
        for name in _imports(module)
        if name.partition(".")[0] not in ALLOWED and not name.startswith("shared.domain")
    }
    assert not strangers


def _imports(module: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{'.' * node.level}{node.module or ''}")
    return found
