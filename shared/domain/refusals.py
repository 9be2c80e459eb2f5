"""How a rule says no.

    Refusal         the command cannot be done; says which rule, what the state was and what was attempted
    Rule            one reason, with a stable code and status; `rule.refuse(...)` makes the Refusal

A code is never reused and never changes its status. 409: not in this state, maybe later; 422: never right as asked;
404: not there, or not yours to know of; 403: your role may not; 412: somebody changed it since you looked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

RULES: dict[str, Rule] = {}


@dataclass(frozen=True)
class Rule:
    code: str
    status: int
    title: str

    def __post_init__(self) -> None:
        known = RULES.setdefault(self.code, self)
        if known != self:
            raise TypeError(f"{self.code} is already: {known.status} {known.title}")

    def refuse(self, detail: str = "", *, fields: dict[str, str] | None = None, **context: Any) -> Refusal:
        return Refusal(self, detail or self.title, fields or {}, context)


@dataclass(eq=False)  # not frozen: Python itself sets __traceback__ and __context__ on an exception
class Refusal(Exception):
    """`fields` maps each offending field to what is wrong with it; `context` says the state and what was attempted."""

    rule: Rule
    detail: str
    fields: dict[str, str] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule.code}: {self.detail}"


NOT_FOUND = Rule("MELMASTOON.GENERAL.RESOURCE_NOT_FOUND", 404, "There is no such thing here.")
ALREADY_THERE = Rule("MELMASTOON.GENERAL.ALREADY_EXISTS", 409, "It is already there.")
INVALID_FIELDS = Rule("MELMASTOON.GENERAL.INVALID_FIELDS", 422, "Some fields are not right.")
