"""Which endpoint a method and a path belong to: one table of them per service, matched and never built back into addresses."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from werkzeug.routing import Map, Rule


class _Matched(Rule):
    """A rule that no address is built from: compiling the code that would takes a quarter of a service's start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: ARG002, FBT001, FBT002 - werkzeug's
        return _never_built


def _never_built(*_: object, **__: object) -> tuple[str, str]:
    raise NotImplementedError("addresses are matched here, not built")


def table(endpoints: Iterable[tuple[str, str, Hashable]]) -> Map:
    """Return the table of (method, path, endpoint); `{name}` in a path is one segment of it."""
    rules = [
        _Matched(path.replace("{", "<").replace("}", ">"), methods=[method], endpoint=endpoint)
        for method, path, endpoint in endpoints
    ]
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)
