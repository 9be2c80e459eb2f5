"""One context as one Cloud Function: every function of it behind one entry point, or each a target of its own."""

from __future__ import annotations

import types

import flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from shared.runtime import telemetry
from shared.runtime.clock import mistake
from shared.runtime.http import answer, refuse
from shared.runtime.identity.environment import refuse_mixed_environment
from shared.runtime.paths import table
from shared.runtime.problems import FAILED, MALFORMED, NO_ROUTE, TOO_LARGE, WRONG_METHOD, Problem
from shared.runtime.routes import Route, routes

_REFUSED = {400: MALFORMED, 404: NO_ROUTE, 405: WRONG_METHOD, 413: TOO_LARGE}


def serve(context: str) -> types.FunctionType:
    """Return the target that serves all functions of this context; call it after importing its modules.

    Raises RuntimeError on Cloud Run when an emulator is configured: such a process must not start.
    """
    refuse_mixed_environment()
    if wrong := mistake():
        telemetry.error(wrong)
    of_path: dict[tuple[str, str], list[Route]] = {}
    for route in routes(context):
        of_path.setdefault((route.method, route.path), []).append(route)
    known = table((method, path, (method, path)) for method, path in of_path)

    def target(request: flask.Request) -> flask.Response:
        try:
            name, parameters = known.bind("service").match(request.path, method=request.method)
        except NotFound:
            return refuse(Problem(NO_ROUTE, f"{request.path} is not a path of {context}."), request)
        except MethodNotAllowed as reason:
            allowed = ", ".join(reason.valid_methods or ())
            return refuse(Problem(WRONG_METHOD, headers={"Allow": allowed}), request)
        found = of_path[name]
        return answer(found[0], request, parameters, together=found)

    if flask.has_app_context():  # functions-framework loads a function within its application
        flask.current_app.register_error_handler(HTTPException, _unrouted)
    target.__name__ = target.__qualname__ = context
    return target  # type: ignore[return-value]  # a def is a FunctionType


def targets(context: str) -> dict[str, types.FunctionType]:
    """Return each function of this context as a target of its own, by name, for `functions-framework --target`."""
    return {route.name: _target(route) for route in routes(context)}


def _target(route: Route) -> types.FunctionType:
    def target(request: flask.Request) -> flask.Response:
        return answer(route, request)

    target.__name__ = target.__qualname__ = route.name
    target.__doc__ = route.summary
    return target  # type: ignore[return-value]  # a def is a FunctionType


def _unrouted(reason: HTTPException) -> flask.Response:
    """Answer what functions-framework itself refuses, such as a path with a line break in it, as we would."""
    return refuse(Problem(_REFUSED.get(reason.code or 0, FAILED)), flask.request)
