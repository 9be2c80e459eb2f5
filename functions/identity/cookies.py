"""Answers that carry the one cookie there is: a session, or a device's own credential."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import flask

from shared.runtime.identity.google import COOKIE


def answered(data: Any, status: int = 200) -> flask.Response:
    """Return a success that may carry a cookie."""
    body = json.dumps({"success": True, "data": data}, ensure_ascii=False)
    return flask.Response(body, status, content_type="application/json")


def with_cookie(response: flask.Response, value: str, life: timedelta) -> flask.Response:
    """Set the session cookie: not for scripts, not for other sites, and not over plain HTTP but on this machine."""
    response.set_cookie(COOKIE, value, max_age=life, path="/", secure=is_secure(), httponly=True, samesite="Strict")
    return response


def is_secure() -> bool:
    return bool(os.environ.get("K_SERVICE"))
