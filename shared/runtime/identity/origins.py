"""Stops other sites from using a cookie that the browser sends by itself: a change must come from one of our pages."""

from __future__ import annotations

import flask

from shared.domain.refusals import Rule
from shared.runtime.identity.environment import Trust
from shared.runtime.problems import Problem

FOREIGN_ORIGIN = Rule("MELMASTOON.IDENTITY.FOREIGN_ORIGIN", 403, "This request does not come from one of our pages.")
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def prove_origin(request: flask.Request, trust: Trust) -> None:
    """Return if the request only reads or comes from a page of ours. Raises Problem FOREIGN_ORIGIN.

    A browser always says the origin of a cross-site change, so one that says nothing is not a browser on a page.
    """
    if request.method in READING:
        return
    origin = request.headers.get("Origin", "").rstrip("/")
    own = request.host_url.rstrip("/")
    if not origin or (origin != own and origin not in trust.origins):
        raise Problem(FOREIGN_ORIGIN, "Send it with an Authorization header, or from our own pages.")
