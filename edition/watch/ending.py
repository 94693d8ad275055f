"""How watch mode ends: whoever asks for the end is heard, whatever is going on.

An exception thrown into the main thread by Ctrl-C is lost wherever Python cannot pass it on (a weak
reference's callback, the lock of an import), it can leave a lock held that the way out needs, and
it does not come at all where a shell has started the command with Ctrl-C ignored (``&`` in a script).
So the main thread of watch mode does nothing but wait: for SIGINT and SIGTERM, which write into
a pipe, or for a thread that asks for an end or for a new beginning.

While the command begins, or begins anew with changed code, nothing is at work that would have to
be put in order: there a signal ends the process at once, by the system's own means.
"""

from __future__ import annotations

import os
import select
import signal
from enum import Enum
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM)


class Wish(Enum):
    """What the main thread is asked to do."""

    END = 254
    ANEW = 255


def end_at_once() -> None:
    """Have Ctrl-C and SIGTERM end this process at once from here on, whatever was inherited."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


class Ending:
    """Waits for signals and wishes; for the main thread."""

    def __init__(self) -> None:
        """Open the pipe; nothing is heard before ``listen``."""
        self._hear, self._tell = os.pipe()
        os.set_blocking(self._tell, False)  # a signal's handler must not wait

    def listen(self) -> None:
        """Take signals as wishes from here on, even if they were ignored or held back."""
        signal.set_wakeup_fd(self._tell, warn_on_full_buffer=False)
        for number in ENDING:
            signal.signal(number, _heard)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def ask(self, wish: Wish) -> None:
        """Wake the main thread with a wish; from any thread."""
        os.write(self._tell, bytes([wish.value]))

    def wait(self) -> Wish:
        """Wait for a wish; after that for an end a second signal ends the process at once."""
        wish = Wish.END if Wish.END in self._read() else Wish.ANEW
        if wish is Wish.END:
            self._stop_listening()
        return wish

    def hold(self) -> bool:
        """Make ready to begin anew: say whether an end was asked for meanwhile.

        From here on a signal ends the process at once, and one that comes while the new program is
        put in place of this one waits until that asks for it (``end_at_once``).
        """
        self._stop_listening()
        asked = bool(select.select([self._hear], [], [], 0)[0]) and Wish.END in self._read()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        return asked

    def _stop_listening(self) -> None:
        end_at_once()
        signal.set_wakeup_fd(-1)

    def _read(self) -> set[Wish]:
        return {
            Wish.ANEW if number == Wish.ANEW.value else Wish.END
            for number in os.read(self._hear, 256)
        }


def _heard(signum: int, frame: FrameType | None) -> None:
    """Do nothing here: the pipe has it."""
    del signum, frame
