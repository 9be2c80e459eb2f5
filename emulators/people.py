"""The people of the demo hotel as they reach the system: the receptionist at the PMS, staff signed in, guests by tablet.

Nobody here has any other way in. Whoever is told no gets `Refused`, with the words that were said.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import httpx

from emulators.demo import PASSWORD, PROPERTY, TENANT
from shared.domain.staff import staff_id_of

HOTEL = f"/api/v1/properties/{PROPERTY}"
HOUSEKEEPING = "/api/v1/housekeeping"
HOUSEKEEPING_TASKS = f"{HOUSEKEEPING}/tasks"
_PASSING = frozenset({429, 502, 503, 504})
_NOT_MINE = frozenset({401, 403, 404})
_UNKNOWN = 401
_NO = 400
_TRIES = 8
_PAGE = 500

Data = Mapping[str, Any]


class Refused(Exception):
    """Somebody was told no."""


class Unreachable(Exception):
    """Nobody answered, however often it was tried."""


class Receptionist:
    """Works at the PMS's own desk."""

    def __init__(self, mews: str) -> None:
        self._line = httpx.Client(base_url=mews, timeout=30)

    def close(self) -> None:
        self._line.close()

    def does(self, deed: str, **what: object) -> Data:
        """Do a deed of the stand-in's desk, by its name."""
        found: Data = _told(_ask(self._line, "POST", f"/_desk/{deed}", what), "Message")
        return found

    def looks(self) -> Data:
        """Return the house as the PMS knows it: `Rooms` and `Reservations`."""
        found: Data = _told(_ask(self._line, "GET", "/_desk"), "Message")
        return found


class Member:
    """One of the staff, signed in when first needed."""

    def __init__(self, gateway: str, email: str, name: str) -> None:
        self.name = name
        self.staff_id = staff_id_of(TENANT, email)
        self.email = email
        self._line = httpx.Client(base_url=gateway, timeout=30)

    def close(self) -> None:
        self._line.close()

    def does(self, method: str, path: str, **body: object) -> Data:
        found: Data = _told(self._sends(method, path, body), "detail")["data"]
        return found

    def lists(self, path: str, **asked: str) -> Iterator[Data]:
        cursor: str | None = ""
        while cursor is not None:
            page = {"limit": str(_PAGE), **asked, **({"cursor": cursor} if cursor else {})}
            answer = _told(self._sends("GET", path, page), "detail")
            yield from answer["data"]
            cursor = (answer.get("meta") or {}).get("next_cursor")

    def _sends(self, method: str, path: str, said: Mapping[str, object]) -> httpx.Response:
        if "Authorization" not in self._line.headers:
            self._signs_in()
        answer = _ask(self._line, method, path, said)
        if answer.status_code != _UNKNOWN:
            return answer
        self._signs_in()
        return _ask(self._line, method, path, said)

    def _signs_in(self) -> None:
        who = {"email": self.email, "password": PASSWORD}
        token = _told(_ask(self._line, "POST", "/auth/login", who), "detail")["data"]["id_token"]
        self._line.cookies.clear()
        self._line.headers["Authorization"] = f"Bearer {token}"


class Tablet:
    """The tablet of a room, paired by a code that the front desk reads out; in the hands of whoever is in the room."""

    def __init__(self, gateway: str, room: str, desk: Member) -> None:
        self._room = room
        self._desk = desk
        self._line = httpx.Client(base_url=gateway, timeout=30, headers={"Origin": gateway})

    def does(self, method: str, path: str, **body: object) -> Data:
        """Do something as the guest, of the hotel's unless the path is whole; a token of the stay before is renewed first."""
        if "Authorization" not in self._line.headers:
            self._pairs()
        path = path if path.startswith("/") else f"{HOTEL}/{path}"
        answer = _ask(self._line, method, path, body)
        if answer.status_code in _NOT_MINE:
            self._holds(_told(_ask(self._line, "POST", "/auth/tablets/renew", {}), "detail")["data"])
            answer = _ask(self._line, method, path, body)
        found: Data = _told(answer, "detail")["data"]
        return found

    def _pairs(self) -> None:
        code = self._desk.does("POST", f"{HOTEL}/rooms/{self._room}/tablets", **{"for": "room"})["code"]
        self._holds(_told(_ask(self._line, "POST", "/auth/tablets/claim", {"code": code}), "detail")["data"])

    def _holds(self, token: Data) -> None:
        self._line.headers.pop("Authorization", None)  # that of a stay that is over is refused wherever it is shown
        auth = _told(_ask(self._line, "GET", "/config.json"), "detail")["auth_emulator"]
        sign_in = f"{auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=demo"
        wish = {"token": token["custom_token"], "returnSecureToken": True}
        held = _told(_ask(self._line, "POST", sign_in, wish), "error")
        self._line.headers["Authorization"] = f"Bearer {held['idToken']}"


def _ask(line: httpx.Client, method: str, path: str, said: Mapping[str, object] | None = None) -> httpx.Response:
    """Send it, again under the same key where the answer was lost or not yet possible. Raises Unreachable."""
    key = {"Idempotency-Key": uuid4().hex} if method != "GET" else {}
    reading = method in ("GET", "DELETE")
    for turn in range(_TRIES):
        if turn:
            time.sleep(min(0.25 * 2 ** (turn - 1), 5))
        try:
            answer = (
                line.request(method, path, params=dict(said or {}), headers=key)  # type: ignore[arg-type]  # all are text
                if reading
                else line.request(method, path, json=said, headers=key)
            )
        except httpx.TransportError as lost:
            reason = str(lost)
        else:
            if answer.status_code not in _PASSING:
                return answer
            reason = f"{answer.status_code} from {path}"
    raise Unreachable(reason)


def _told(answer: httpx.Response, words: str) -> Any:
    """Return what was answered, or raise Refused with the words of the refusal."""
    if answer.status_code < _NO:
        return answer.json() if answer.content else {}
    try:
        said = answer.json()
    except ValueError:
        said = {}
    no = str(said.get(words) or said.get("title") or f"{answer.status_code} {answer.text[:100]}")
    fields = "; ".join(f"{one['field']} {one['message']}" for one in said.get("errors") or ())
    raise Refused(f"{no} ({fields})" if fields else no)
