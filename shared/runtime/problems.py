"""Errors as callers see them: RFC 9457 problem+json with a stable code and all offending fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import flask
from pydantic import ValidationError

from shared.domain.refusals import INVALID_FIELDS, RULES, Refusal, Rule
from shared.runtime.faults import faults

MALFORMED = Rule("MELMASTOON.GENERAL.MALFORMED_REQUEST", 400, "The request cannot be read.")
UNAUTHENTICATED = Rule("MELMASTOON.GENERAL.UNAUTHENTICATED", 401, "Sign in first.")
FORBIDDEN = Rule("MELMASTOON.GENERAL.FORBIDDEN", 403, "Your role may not do this.")
PASSWORD_NEEDED = Rule(
    "MELMASTOON.IDENTITY.PASSWORD_NEEDED", 403, "A PIN does not open this: sign in with your password."
)
NO_ROUTE = Rule("MELMASTOON.GENERAL.NO_SUCH_PATH", 404, "There is nothing at this path.")
WRONG_METHOD = Rule("MELMASTOON.GENERAL.METHOD_NOT_ALLOWED", 405, "This path does not take this method.")
STALE = Rule("MELMASTOON.GENERAL.STALE_REVISION", 412, "It has changed since you looked.")
TOO_LARGE = Rule("MELMASTOON.GENERAL.BODY_TOO_LARGE", 413, "The body is too large.")
WRONG_TYPE = Rule("MELMASTOON.GENERAL.UNSUPPORTED_MEDIA_TYPE", 415, "Send the body as application/json.")
KEY_REUSED = Rule("MELMASTOON.GENERAL.IDEMPOTENCY_KEY_REUSED", 422, "This Idempotency-Key came with another request.")
TOO_MANY = Rule("MELMASTOON.GENERAL.TOO_MANY_REQUESTS", 429, "Too many requests; wait a little.")
FAILED = Rule("MELMASTOON.GENERAL.INTERNAL_ERROR", 500, "Something went wrong on our side; it has been noted.")
BUSY = Rule("MELMASTOON.GENERAL.TRY_AGAIN", 503, "Too much is happening at once; try again in a moment.")


A_WHILE = 300
"""Seconds after which to ask again where nothing says when."""


@dataclass(eq=False)  # not frozen: Python itself sets __traceback__ and __context__ on an exception
class Problem(Exception):
    """An answer that is not what was asked for."""

    rule: Rule
    detail: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def unauthenticated(detail: str = "") -> Problem:
    return Problem(UNAUTHENTICATED, detail, headers={"WWW-Authenticate": "Bearer"})


def from_refusal(refusal: Refusal) -> Problem:
    errors = [{"field": name, "message": text} for name, text in refusal.fields.items()]
    return Problem(refusal.rule, refusal.detail, errors, refusal.context)


def from_validation(error: ValidationError) -> Problem:
    """Return the problem that names every offending field at once."""
    errors = [{"field": one.field or "body", "message": one.message, "code": one.code} for one in faults(error)]
    return Problem(INVALID_FIELDS, f"{len(errors)} of the fields are not right.", errors)


def respond(problem: Problem, request_id: str) -> flask.Response:
    response = respond_as_kept(as_told(problem), request_id)
    response.headers.extend(dict(problem.headers))
    if problem.rule.status == TOO_MANY.status:  # also of a rule, which knows no time
        response.headers.setdefault("Retry-After", str(A_WHILE))
    return response


def as_told(problem: Problem) -> dict[str, Any]:
    """Return the problem as its caller reads it, but for the request's id: plain data, which a journal entry may keep."""
    rule = problem.rule
    body = {
        "success": False,
        "type": f"urn:roomstatesync:problem:{rule.code.lower()}",
        "title": rule.title,
        "status": rule.status,
        "detail": problem.detail or rule.title,
        "code": rule.code,
        "i18nKey": "errors." + rule.code.removeprefix("MELMASTOON.").lower(),
        "errors": list(problem.errors),
        "context": dict(problem.context),
    }
    plain: dict[str, Any] = json.loads(json.dumps(body, default=str))
    return plain


def respond_as_kept(told: Mapping[str, Any], request_id: str) -> flask.Response:
    body = json.dumps({**told, "requestId": request_id}, ensure_ascii=False)
    response = flask.Response(body, told["status"], content_type="application/problem+json")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def every_rule() -> list[Rule]:
    """Return all rules that have been loaded, by code; for the documentation."""
    return [RULES[code] for code in sorted(RULES)]
