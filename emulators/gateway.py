"""Everything on one port: every context as functions-framework runs it, routed by the function map, and the screens.

    python -m emulators.gateway --port 8000

Stands for Firebase Hosting (paths to services, screens, their headers), for each context's own address
(`/_services/<context>/…`, where Pub/Sub pushes) and for Cloud Scheduler. It never answers what a context should.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Any

import flask
from functions_framework import create_app
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from emulators import ticker
from emulators.demo import PASSWORD, STAFF
from functions import contexts
from shared.runtime import telemetry
from shared.runtime.clock import HOTEL_NOW
from shared.runtime.paths import table
from shared.runtime.problems import FAILED, NO_ROUTE, WRONG_METHOD, Problem, respond
from shared.runtime.routes import PUSHED, ROUTES, Route
from shared.runtime.streams import feeds

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).parents[1]
SERVICES = "/_services/"
THREADS = 64
_RULES = {404: NO_ROUTE, 405: WRONG_METHOD}


class Gateway:
    """Gives each request to the context whose path it is, and what is nobody's to the pages."""

    def __init__(self, services: Mapping[str, WSGIApplication], pages: WSGIApplication, paths: Iterable[Route]) -> None:
        self._services = services
        self._pages = pages
        self._table = table((route.method, route.path, route.context) for route in paths if route.kind not in PUSHED)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._choose(environ)(environ, start_response)

    def _choose(self, environ: WSGIEnvironment) -> WSGIApplication:
        path = environ.get("PATH_INFO", "")
        if not path.isprintable():
            return self._pages  # functions-framework knows no such path, and would say so in HTML
        if path.startswith(SERVICES):
            return self._service(environ, path)
        try:
            context, _ = self._table.bind("gateway").match(path, method=environ["REQUEST_METHOD"])
        except NotFound:
            return self._pages
        except MethodNotAllowed as reason:
            return respond(Problem(WRONG_METHOD, headers={"Allow": ", ".join(reason.valid_methods or ())}), "")
        return self._services[context]

    def _service(self, environ: WSGIEnvironment, path: str) -> WSGIApplication:
        context, _, rest = path.removeprefix(SERVICES).partition("/")
        if context not in self._services:
            return respond(Problem(NO_ROUTE, f"There is no service {context}."), "")
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{SERVICES}{context}"
        environ["PATH_INFO"] = f"/{rest}"
        return self._services[context]


def gateway(root: Path = ROOT) -> Gateway:
    """Load every context and return the application that serves them all."""
    services: dict[str, WSGIApplication] = {}
    for context in contexts():
        source = str(root / "functions" / context / "main.py")
        services[context] = create_app(context, source)  # type: ignore[no-untyped-call]  # it ships no types
    return Gateway(services, pages(root), list(ROUTES.values()))


def pages(root: Path) -> flask.Flask:
    """Return what Firebase Hosting serves: the screens, their configuration, and the API's description for people."""
    app = flask.Flask("gateway", static_folder=None)
    _serve_screens(app, root / "web" / "dist")
    headers = _hosting_headers(root)

    @app.get("/config.json")
    def config() -> flask.Response:
        return flask.jsonify(web_config())

    @app.get("/docs/", defaults={"name": "index.html"})
    @app.get("/docs/<path:name>")
    def docs(name: str) -> flask.Response:
        return _file(root / "web" / "public" / "docs", name)

    @app.errorhandler(HTTPException)
    def nothing(reason: HTTPException) -> flask.Response | HTTPException:
        if isinstance(reason, RequestRedirect):
            return reason
        return respond(Problem(_RULES.get(reason.code or 0, FAILED)), "")

    @app.after_request
    def protect(response: flask.Response) -> flask.Response:
        response.headers.extend({name: value for name, value in headers.items() if name not in response.headers})
        return response

    return app


def _serve_screens(app: flask.Flask, dist: Path) -> None:
    """A word below a screen is the screen's own to understand, as firebase.json has it; a file that is missing stays missing."""
    mimetypes.add_type("application/manifest+json", ".webmanifest")

    @app.get("/")
    def home() -> Response:
        return flask.redirect("/board/")

    @app.get("/<any(board, tablet):screen>/", defaults={"name": "index.html"})
    @app.get("/<any(board, tablet):screen>/<path:name>")
    def screen(screen: str, name: str) -> flask.Response:
        return _file(dist / screen, "index.html" if name.isidentifier() else name)

    @app.get("/assets/<path:name>")
    def assets(name: str) -> flask.Response:
        return _file(dist / "assets", name, immutable="-" in name)

    @app.get("/<path:name>")
    def other(name: str) -> flask.Response:
        return _file(dist, name)


def web_config() -> dict[str, Any]:
    """Return what a screen must know to find its cloud; where that is emulated, also who may be tried."""
    auth = os.environ.get("FIREBASE_AUTH_EMULATOR_HOST")
    return {
        "project_id": os.environ.get("GOOGLE_CLOUD_PROJECT"),
        "api_key": "demo",
        "auth_emulator": f"http://{auth}" if auth else None,
        "firestore_emulator": os.environ.get("FIRESTORE_EMULATOR_HOST"),
        "tenant_id": None,
        "hotel_now": os.environ.get(HOTEL_NOW),
        "demo": demo_people() if auth else None,
    }


def demo_people() -> dict[str, Any]:
    """Return the people of the demo hotel for the sign-in page, who have nothing to hide: one tap signs in as one of them."""
    people = [{"email": one.email, "name": one.name, "role": one.role, "language": one.languages[0]} for one in STAFF]
    return {"password": PASSWORD, "people": people}


def _file(folder: Path, name: str, *, immutable: bool = False) -> flask.Response:
    response = flask.send_from_directory(folder.absolute(), name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
    return response


def _hosting_headers(root: Path) -> dict[str, str]:
    """Return the headers firebase.json gives to every file, with the emulators allowed as what a screen talks to and shows."""
    described = root / "firebase.json"
    hosting = json.loads(described.read_text()).get("hosting", {}) if described.is_file() else {}
    everywhere = [rule["headers"] for rule in hosting.get("headers", []) if rule.get("source") == "**"]
    headers = {header["key"]: header["value"] for some in everywhere for header in some}
    policy = headers.get("Content-Security-Policy", "")
    emulators = "http://127.0.0.1:* http://localhost:*"
    for kind in ("connect-src", "img-src"):
        policy = policy.replace(f"{kind} 'self'", f"{kind} 'self' {emulators}")
    headers["Content-Security-Policy"] = policy
    return {name: value for name, value in headers.items() if value and name != "Strict-Transport-Security"}


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker whose streams end when it is told to stop; else they would hold it until their clients go."""

    stopping = Event()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.stopping.set()
        feeds.close()


class Server(BaseApplication):  # type: ignore[misc]  # likewise
    def __init__(self, host: str, port: int, *, with_ticker: bool) -> None:
        self._address = (host, port)
        self._with_ticker = with_ticker
        super().__init__()

    def load_config(self) -> None:
        host, port = self._address
        settings = {
            "bind": f"{host}:{port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": Worker,
            "graceful_timeout": 5,
            "timeout": 60,
            "keepalive": 30,
            "limit_request_line": 0,  # as functions-framework has it: a long query is the functions' to refuse
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._begin,
            # gRPC takes seconds to unwind at a regular exit; everything is answered by then.
            "worker_exit": lambda _arbiter, _worker: os._exit(0),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Gateway:
        telemetry.start("gateway")  # so that what the functions count can be read at /metrics
        return gateway()

    def _begin(self, worker: Worker) -> None:
        host, port = self._address
        print(f"Gateway at http://{host}:{port}", flush=True)
        if self._with_ticker:
            jobs = [route for route in ROUTES.values() if route.kind == "job"]
            ticker.play(jobs, f"http://127.0.0.1:{port}", worker.stopping)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulators.gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--no-ticker", action="store_true", help="leave the scheduled jobs alone")
    arguments = parser.parse_args()
    os.environ.setdefault("THREADS", str(THREADS))
    Server(arguments.host, arguments.port, with_ticker=not arguments.no_ticker).run()


if __name__ == "__main__":
    main()
