"""Ends a run on Ctrl-C or SIGTERM with a report of what was judged so far; a second signal ends it at once."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType

import pytest

_FORMER = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
"""The signals that are handled, with the handlers that are replaced: a user's own stay."""


class Interrupts:
    """A plugin that knows what was asked for by a signal, and whether the run heeds it yet."""

    def __init__(self, config: pytest.Config) -> None:
        """Handle the signals until the run is over."""
        self._is_traced = config.option.fulltrace
        self._is_asked = self._is_heeded = False
        if threading.current_thread() is not threading.main_thread():
            return
        stack = ExitStack()
        config.add_cleanup(stack.close)
        for number, former in _FORMER.items():
            if signal.getsignal(number) is former:
                stack.callback(signal.signal, number, signal.signal(number, self.handle))

    def heed(self) -> None:
        """Interrupt the run if that was asked for where nothing could be raised.

        Raises:
            KeyboardInterrupt: A signal came, and the run goes on in spite of it.
        """
        if self._is_asked and not self._is_heeded:
            raise KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        """Heed a signal before each item."""
        self.heed()

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Show only where the run was interrupted: pytest would parse the sources of the whole stack, for a second."""
        if not self._is_traced:
            excinfo.traceback = excinfo.traceback[-1:]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Let the report be written: only a second signal ends the run from now on."""
        self._is_heeded = True

    def heeding(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """Return a function that reports progress and heeds signals."""

        def report(done: int, planned: int) -> None:
            self.heed()
            progress(done, planned)

        return report

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Interrupt the run where that can be raised; end the process if it was interrupted already."""
        if self._is_asked:
            os._exit(pytest.ExitCode.INTERRUPTED)
        self._is_asked = True
        if not (self._is_heeded or _is_swallowed_in(frame)):
            raise KeyboardInterrupt


def _is_swallowed_in(frame: FrameType | None) -> bool:
    """Return whether an exception would be swallowed: in a callback of the garbage collector, as hypothesis has one."""
    codes = {getattr(each, "__code__", None) for each in gc.callbacks}
    return frame is not None and frame.f_code in codes
