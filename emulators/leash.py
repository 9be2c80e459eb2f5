"""Holds one child process and everything the child starts: `leash.py <owner pid> <command> [argument…]`.

When it is told to stop, and when the process that started it is gone (killed, crashed), it ends the child's whole
process group: politely, then by force. It keeps nothing else and imports nothing of ours, so that it starts in a blink.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

GRACE = 5.0
_PR_SET_PDEATHSIG = 1
_told_to_stop: list[int] = []


def main(owner: int, command: list[str]) -> int:
    awake = _wake_on_signals()
    _ask_for_a_signal_when_the_parent_dies(signal.SIGTERM)
    # One thread only here, so work between fork and exec is safe.
    child = subprocess.Popen(command, process_group=0, preexec_fn=_die_with_the_leash)  # noqa: PLW1509 - see above
    while child.poll() is None and not _told_to_stop and os.getppid() == owner:
        select.select([awake], [], [], 0.5)
        with contextlib.suppress(BlockingIOError):
            os.read(awake, 64)
    _end(child)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _wake_on_signals() -> int:
    """Return a descriptor that becomes readable on every signal, the end of the child included."""
    awake, waker = os.pipe()
    os.set_blocking(awake, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: _told_to_stop.append(number))
    return awake


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child's group. The group may outlive the child, so it is signalled even where the child has ended."""
    deadline = time.monotonic() + GRACE
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
        while _lives(child) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _lives(child: subprocess.Popen[bytes]) -> bool:
    child.poll()
    try:
        os.killpg(child.pid, 0)
    except ProcessLookupError:
        return False
    return True


def _die_with_the_leash() -> None:
    _ask_for_a_signal_when_the_parent_dies(signal.SIGKILL)


def _ask_for_a_signal_when_the_parent_dies(number: int) -> None:
    """Linux only; elsewhere the loop above notices within half a second that its parent has changed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
