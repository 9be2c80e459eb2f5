"""`python -m emulators.pms.mews --port 9101`: one Mews on this machine, for people and for the local cloud."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import NoReturn

from werkzeug.serving import WSGIRequestHandler, make_server

from emulators.demo import business_date, demo_hotel, read_hotel
from shared.runtime.clock import hotel_now

from .asked import Credentials
from .saving import File, Unreadable
from .stand_in import DEMO_CREDENTIALS, MewsStandIn
from .webhooks import WebhookSettings


class _KeepAlive(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet: what came is at `/_desk/requests`."""


def stand_in(arguments: argparse.Namespace) -> MewsStandIn:
    known = arguments.hotel if arguments.hotel and arguments.hotel.is_file() else None
    return MewsStandIn(
        read_hotel(known) if known else demo_hotel(business_date(hotel_now()), arguments.seed),
        webhook_url=arguments.webhook,
        webhooks=WebhookSettings(speed=arguments.speed),
        credentials=Credentials(arguments.client_token, arguments.access_token),
        seed=arguments.seed,
    )


def read(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulators.pms.mews", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9101)
    parser.add_argument("--webhook", metavar="URL", help="where general webhooks go; none are sent without it")
    parser.add_argument("--seed", type=int, default=204, help="of the hotel and of every fault")
    parser.add_argument("--speed", type=float, default=60.0, help="how many times faster than Mews webhooks travel")
    parser.add_argument(
        "--hotel", type=Path, metavar="FILE", help="what there is to know of the hotel, as it was founded"
    )
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="begin with what was there when the last run with this file ended"
    )
    parser.add_argument("--client-token", default=DEMO_CREDENTIALS.client_token)
    parser.add_argument("--access-token", default=DEMO_CREDENTIALS.access_token)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would print the webhook's address, and with it the secret
    arguments = read(argv)
    mews, stop = stand_in(arguments), Event()
    saved = _bring_back(arguments.state, mews) if arguments.state else None
    signal.signal(signal.SIGTERM, _stop)
    server = make_server(arguments.host, arguments.port, mews.wsgi, threaded=True, request_handler=_KeepAlive)
    mews.run(stop)
    saving = saved.keep_saving(stop) if saved else None
    logging.getLogger(__name__).info("Mews stands in at http://%s:%d", arguments.host, server.server_port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        if saving:
            saving.join()


def _bring_back(path: Path, mews: MewsStandIn) -> File:
    saved = File(path, mews.ledger)
    try:
        saved.bring_back()
    except Unreadable as reason:
        sys.exit(f"{reason}: remove it to begin afresh")
    return saved


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
