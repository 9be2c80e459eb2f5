"""One Mews: ledger, desk, API, faults and webhooks, wired once.

In a process of its own (`python -m emulators.pms.mews`) a thread calls `tick`; in a test or a simulation the caller
does, moves the clock itself, and reaches the API through `wsgi` with no network.
"""

import time
from collections.abc import Callable
from functools import cache, cached_property
from threading import Event, Thread
from typing import TYPE_CHECKING

import httpx

from emulators.demo import DemoHotel
from shared.runtime.clock import hotel_now

from .asked import Credentials
from .connector import Connector, Requests
from .desk import Desk
from .faults import Faults, Limiter, RequestLimit
from .house import House, Rules
from .ledger import Clock, Ledger
from .seeding import move_in
from .web import web
from .webhooks import ANSWER_WITHIN_SECONDS, AT_ONCE, Delivery, Message, Webhooks, WebhookSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Send = Callable[[str, bytes], int]
DEMO_CREDENTIALS = Credentials(client_token="demo-client-token", access_token="demo-access-token")  # noqa: S106
_BREATH_SECONDS = 0.1


class MewsStandIn:
    """`send(url, body)` posts a webhook message and returns the status, 0 when nobody answered."""

    def __init__(
        self,
        hotel: DemoHotel,
        *,
        clock: Clock = hotel_now,
        rules: Rules | None = None,
        webhook_url: str | None = None,
        webhooks: WebhookSettings = AT_ONCE,
        credentials: Credentials = DEMO_CREDENTIALS,
        limit: RequestLimit | None = None,
        seed: int = 204,
        send: Send | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self.credentials = credentials
        self.house = House(hotel.property_id, hotel.name, hotel.zone, rules=rules or Rules())
        self.webhooks = Webhooks(self.house, clock, webhooks, seed)
        self.webhooks.url = webhook_url
        self.ledger = Ledger(self.house, clock, self.webhooks.announce)
        move_in(self.ledger, hotel)
        self.desk = Desk(self.ledger)
        self.faults = Faults(clock, seed)
        self.limiter = Limiter(clock, limit or RequestLimit())
        self.connector = Connector(self.ledger, credentials, self.faults, self.limiter, sleep=sleep)
        self._send = send or post

    @property
    def requests(self) -> Requests:
        return self.connector.requests

    @cached_property
    def wsgi(self) -> "WSGIApplication":
        return web(self)

    def tick(self) -> int:
        """Let time pass up to the clock's now, send what is due, return how many messages were tried."""
        with self.ledger.lock:
            self.ledger.tick()
            due = self.webhooks.due()
        for message in due:
            self._deliver(message)
        return len(due)

    def run(self, until: Event) -> Thread:
        """Tick in a thread of its own until the event is set."""

        def breathe() -> None:
            while not until.wait(_BREATH_SECONDS):
                self.tick()

        thread = Thread(target=breathe, name="mews-time", daemon=True)
        thread.start()
        return thread

    def _deliver(self, message: Message) -> None:
        url = self.webhooks.url
        status = 0 if url is None else self._send(url, self.webhooks.body(message))
        with self.ledger.lock:
            self.webhooks.settle(Delivery(message, self.clock(), status))


def post(url: str, body: bytes) -> int:
    """Post as Mews does: JSON, 5 seconds to answer, redirects that keep the method are followed."""
    try:
        return _client().post(url, content=body, headers={"Content-Type": "application/json"}).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return 0


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=ANSWER_WITHIN_SECONDS, follow_redirects=True)
