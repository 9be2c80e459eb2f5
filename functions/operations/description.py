"""The description of the API and of its events, as scripts/generate wrote them. Public: it tells nothing but shapes."""

from __future__ import annotations

from pathlib import Path

import flask

from shared.domain.refusals import NOT_FOUND
from shared.runtime.http import Http
from shared.runtime.routes import Nothing, endpoint

CONTRACTS = Path(__file__).parents[2] / "docs" / "contracts"


@endpoint("GET /api/openapi.json")
def describe_api(_: Nothing, http: Http) -> flask.Response:  # noqa: ARG001 - every endpoint gets it
    """The HTTP API as OpenAPI 3.1."""
    return _document("openapi.json")


@endpoint("GET /api/asyncapi.json")
def describe_events(_: Nothing, http: Http) -> flask.Response:  # noqa: ARG001 - likewise
    """The events on Pub/Sub as AsyncAPI 3."""
    return _document("asyncapi.json")


def _document(name: str) -> flask.Response:
    path = CONTRACTS / name
    if not path.is_file():
        raise NOT_FOUND.refuse(f"{name} was not deployed with this function.")
    headers = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    return flask.Response(path.read_bytes(), content_type="application/json", headers=headers)
