"""The webhook: prove the sender, keep the notice as it came, say so, answer. Interprets nothing, so nothing can fail."""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta

from functions.pms.connection import Registered, registry_key, sha256_of
from shared.domain.people import Actor, Role
from shared.domain.pms import SECRET_OVERLAP, Notice, NoticeReceived
from shared.domain.refusals import NOT_FOUND
from shared.runtime.cloud import cloud
from shared.runtime.execution import Call, execute
from shared.runtime.http import Http, Raw
from shared.runtime.journal import Reply
from shared.runtime.routes import endpoint
from shared.runtime.tenancy import place_of
from shared.runtime.work import Work

NOTICE_DAYS = 30
NOBODY = Registered(tenant_id="", property_id="", vendor="", sha256=sha256_of(""))
_ID = 30


@endpoint("POST /webhooks/pms/{vendor}/{connection_id}/{secret}", status=202)
def take_pms_notice(request: Raw, http: Http, vendor: str, connection_id: str, secret: str) -> dict[str, str]:  # noqa: ARG001 - the body is read raw
    """Keep what a PMS sends and have it handled; whatever the body is, it is kept.

    An unknown connection and a wrong secret get the same answer after the same work.
    """
    registered = _proved(vendor, connection_id, secret)
    place = place_of(registered.tenant_id, registered.property_id)
    notice_id = f"ntc_{cloud().new_ulid()}"
    actor = Actor("integration", connection_id, place.tenant_id, {place.property_id: frozenset({Role.INTEGRATION})})
    call = Call(
        "command",
        "take_pms_notice",
        "pms",
        f"notice:{notice_id}",
        actor,
        place,
        http.request_id,
        http.request_id,
        notice_id,
    )
    raw = http.request.get_data(cache=True)

    def keep(work: Work) -> Reply:
        work.keep(_notice(notice_id, vendor, connection_id, raw, work))
        work.tell(NoticeReceived(vendor=vendor, notice_id=notice_id))
        return Reply(status=202)

    execute(call, keep)
    return {"notice_id": notice_id}


def _proved(vendor: str, connection_id: str, secret: str) -> Registered:
    """Return whose webhook this is. Raises Refusal NOT_FOUND; compares in constant time, also with nobody's."""
    known = _registered(connection_id) or NOBODY
    given = sha256_of(secret)
    recent = known.rotated_at is not None and cloud().clock() - known.rotated_at < SECRET_OVERLAP
    now_right = hmac.compare_digest(given, known.sha256)
    before_right = hmac.compare_digest(given, known.previous_sha256 or NOBODY.sha256) and recent
    if not known.tenant_id or known.vendor != vendor or not (now_right or before_right):
        raise NOT_FOUND.refuse("There is nothing at this address.")
    return known


def _registered(connection_id: str) -> Registered | None:
    plain = connection_id if len(connection_id) <= _ID and connection_id.replace("_", "").isalnum() else "nobody"
    data = cloud().store.read([registry_key(plain)])[0].data
    return None if data is None else Registered.model_validate(dict(data))


def _notice(notice_id: str, vendor: str, connection_id: str, raw: bytes, work: Work) -> Notice:
    try:
        body, encoded = raw.decode(), False
    except UnicodeDecodeError:
        body, encoded = base64.b64encode(raw).decode(), True
    return Notice(
        notice_id=notice_id,
        vendor=vendor,
        connection_id=connection_id,
        body=body,
        base64=encoded,
        received_at=work.now,
        expires_at=work.now + timedelta(days=NOTICE_DAYS),
    )
