"""The stand-in behind HTTP: the vendor's API under `/api`; apart from it, the controls under `/_desk` and `/_faults`.

Mews docs: guidelines/requests.md: only POST, exact case-sensitive addresses, otherwise 404; `Prefer: return=minimal`
gives 204 for an empty page; guidelines/responses.md: every response carries `Request-Id`.
"""

import json
import socket
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import httpx
from flask import Flask, Response, jsonify, request
from pydantic import TypeAdapter, ValidationError, validate_call
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response as RawResponse

from . import wire
from .connector import Answer, ConnectionRefused, Connector
from .entities import Block, Customer, Reservation, Resource, utc
from .faults import Fault, RequestLimit
from .refusals import NotFound, Refused
from .webhooks import Delivery, WebhookSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from .stand_in import MewsStandIn

_API = "/api/connector/v1/"
_DEEDS = (
    "arrivals",
    "assign_room",
    "block_room",
    "cancel",
    "change_customer",
    "check_in",
    "check_out",
    "create_customer",
    "create_reservation",
    "depart_early",
    "due_outs",
    "extend",
    "move_room",
    "no_show",
    "set_room_state",
    "unblock_room",
    "undo_check_in",
)


def web(stand_in: "MewsStandIn") -> "WSGIApplication":
    at_start, making, made = stand_in.webhooks.settings, Lock(), list[Flask]()

    def control() -> Flask:
        """Return the controls, made when somebody first turns one: a simulated world never does."""
        with making:
            if not made:
                made.append(_control(stand_in, at_start))
            return made[0]

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if str(environ.get("PATH_INFO", "")).startswith("/api/"):
            return _vendor(stand_in.connector, environ, start_response)
        return control()(environ, start_response)

    return application


def _vendor(connector: Connector, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    came = Request(environ)
    operation = came.path.removeprefix(_API) if came.method == "POST" else f"{came.method} {came.path}"
    body = came.get_data() if came.mimetype == "application/json" else b""
    try:
        answer = connector.answer(operation, body)
    except ConnectionRefused as refused:
        return _hang_up(environ, refused)
    return _written(answer, came.headers.get("Prefer"))(environ, start_response)


def _written(answer: Answer, prefer: str | None) -> RawResponse:
    headers = {"Request-Id": answer.request_id}
    if answer.retry_after is not None:
        headers["Retry-After"] = str(answer.retry_after)
    if prefer == "return=minimal" and answer.is_empty:
        response = RawResponse(status=204, headers=headers)
        response.headers.pop("Content-Type", None)
        return response
    return RawResponse(json.dumps(answer.body), answer.status, headers, content_type="application/json")


def _hang_up(environ: "WSGIEnvironment", refused: ConnectionRefused) -> Iterable[bytes]:
    """Drop the connection without a word; without a socket, fail as httpx does when it finds nobody."""
    line = environ.get("werkzeug.socket")
    if not isinstance(line, socket.socket):
        raise httpx.ConnectError("connection refused") from refused
    line.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError from refused


def _control(stand_in: "MewsStandIn", at_start: WebhookSettings) -> Flask:
    app = Flask("mews-stand-in")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(ValidationError, _unreadable)
    _desk_routes(app, stand_in)
    _record_routes(app, stand_in)
    _fault_routes(app, stand_in, at_start)

    @app.get("/health")
    def health() -> Response:
        return jsonify(
            Status="ok",
            NowUtc=utc(stand_in.clock()),
            EnterpriseId=stand_in.house.enterprise_id,
            IntegrationId=stand_in.house.integration_id,
            Rooms=len(stand_in.ledger.resources),
        )

    return app


def _desk_routes(app: Flask, stand_in: "MewsStandIn") -> None:
    deeds: dict[str, Callable[..., object]] = {name: validate_call(getattr(stand_in.desk, name)) for name in _DEEDS}

    @app.get("/_desk")
    def house() -> Response:
        return jsonify(Rooms=stand_in.desk.rooms(), Reservations=_rendered(stand_in, stand_in.desk.reservations()))

    @app.post("/_desk/<name>")
    def do(name: str) -> Response:
        """Do a deed of the desk: the body holds its keyword arguments."""
        deed = deeds.get(name)
        if deed is None:
            raise NotFound
        return jsonify(_rendered(stand_in, deed(**_body())))

    @app.post("/_desk/tick")
    def tick() -> Response:
        return jsonify(Sent=stand_in.tick())


def _record_routes(app: Flask, stand_in: "MewsStandIn") -> None:
    @app.get("/_desk/requests")
    def requests() -> Response:
        log = stand_in.requests
        writes = [
            {"Operation": w.operation, "AtUtc": utc(w.at), "Status": w.status, "Body": w.body} for w in log.writes()
        ]
        return jsonify(ByOperation=log.by_operation(), ByStatus=log.by_status(), Writes=writes)

    @app.delete("/_desk/requests")
    def forget() -> Response:
        stand_in.requests.forget()
        return jsonify({})

    @app.get("/_desk/webhooks")
    def webhooks() -> Response:
        due = stand_in.webhooks.next_due()
        return jsonify(
            Url=stand_in.webhooks.url,
            Counts=dict(stand_in.webhooks.counts),
            NextDueUtc=None if due is None else utc(due),
            Deliveries=[_delivery(delivery) for delivery in list(stand_in.webhooks.deliveries)],
        )

    @app.put("/_desk/webhooks")
    def subscribe() -> Response:
        """Register the one address that general webhooks go to; null stops them."""
        stand_in.webhooks.url = TypeAdapter(str | None).validate_python(_body().get("url"))
        return jsonify(Url=stand_in.webhooks.url)


def _fault_routes(app: Flask, stand_in: "MewsStandIn", at_start: WebhookSettings) -> None:
    @app.get("/_faults")
    def faults() -> Response:
        return jsonify(
            requests=[asdict(fault) for fault in stand_in.faults.standing()],
            limit=asdict(stand_in.limiter.limit),
            webhooks=asdict(stand_in.webhooks.settings),
        )

    @app.post("/_faults")
    def set_fault() -> Response:
        stand_in.faults.set(TypeAdapter(Fault).validate_python(_body()))
        return faults()

    @app.delete("/_faults")
    def clear() -> Response:
        """Clear the requests' faults, and put the webhooks back to what they were at the start."""
        stand_in.faults.clear()
        stand_in.webhooks.settings = at_start
        return faults()

    @app.put("/_faults/limit")
    def set_limit() -> Response:
        stand_in.limiter.limit = _changed(stand_in.limiter.limit, RequestLimit)
        return faults()

    @app.put("/_faults/webhooks")
    def set_webhooks() -> Response:
        stand_in.webhooks.settings = _changed(stand_in.webhooks.settings, WebhookSettings)
        return faults()


def _changed(settings: Any, kind: type[Any]) -> Any:
    """Read the named settings from the body; keep the others."""
    wanted = _body()
    read = TypeAdapter(kind).validate_python(asdict(settings) | wanted)
    return replace(settings, **{name: getattr(read, name) for name in wanted})


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True) if request.get_data() else {}
    return TypeAdapter(dict[str, Any]).validate_python(body)


def _rendered(stand_in: "MewsStandIn", result: object) -> object:
    house = stand_in.house
    match result:
        case Reservation():
            return wire.reservation(result, house) | {"Room": stand_in.desk.room_number(result.resource_id)}
        case Resource():
            return wire.resource(result, stand_in.ledger.shown_state(result), house)
        case Customer():
            return wire.customer(result, house)
        case Block():
            return wire.block(result, house)
    return [_rendered(stand_in, item) for item in result] if isinstance(result, list) else result


def _delivery(delivery: Delivery) -> wire.Wire:
    return {
        "Number": delivery.message.number,
        "Attempt": delivery.message.attempt,
        "AtUtc": utc(delivery.at),
        "Status": delivery.status,
        "Events": [{"Discriminator": event.discriminator, "Id": event.id} for event in delivery.message.events],
    }


def _refused(refusal: Refused) -> tuple[Response, int]:
    return jsonify(Message=str(refusal), RequestId=None, Details=None), refusal.status


def _unreadable(error: ValidationError) -> tuple[Response, int]:
    return jsonify(Message=str(error), RequestId=None, Details=None), 400
