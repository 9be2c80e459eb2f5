"""A stand-in for Mews: its Connector API and general webhooks as the vendor documents them, over the demo hotel."""

from .asked import Credentials
from .faults import Fault, RequestLimit
from .house import Rules
from .refusals import Malformed, Refused, RuleViolated
from .stand_in import DEMO_CREDENTIALS, MewsStandIn
from .webhooks import AT_ONCE, WebhookSettings

__all__ = [
    "AT_ONCE",
    "DEMO_CREDENTIALS",
    "Credentials",
    "Fault",
    "Malformed",
    "MewsStandIn",
    "Refused",
    "RequestLimit",
    "RuleViolated",
    "Rules",
    "WebhookSettings",
]
