"""The identity context: its functions, found by functions-framework."""

from functions.identity import pairing, sessions, settings, staff  # noqa: F401 - each declares its functions
from shared.runtime.service import serve

identity = serve("identity")
