"""A command of the user that prints a token: run without a shell, again when the token expires, and never shown."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass

from conformance.model import InputError

_SECONDS = 60
VARIABLE = "TOKEN"
"""The variable that is shown for the token in commands."""


@dataclass(frozen=True)
class TokenCommand:
    """The command line, as `--token-command` gives it."""

    words: tuple[str, ...]

    def token(self) -> str:
        """Run the command and return what it prints, without surrounding white space.

        Raises:
            InputError: It cannot be run, fails, takes longer than a minute, or prints no token; its output, which may
                be secret, is not repeated.
        """
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command, split without a shell
                self.words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise InputError(f"--token-command takes longer than {_SECONDS} seconds: {self.words[0]}") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it has a null character"
            raise InputError(f"--token-command cannot be run: {reason}: {self.words[0]}") from None
        if done.returncode:
            raise InputError(f"--token-command fails with exit code {done.returncode}: {self.words[0]}")
        token = done.stdout.decode("utf-8", "replace").strip()
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise InputError(f"--token-command must print a token and nothing else: {self.words[0]}")
        return token


def token_command_of(given: str) -> TokenCommand:
    """Return the command in a text, split as a shell would split it.

    Raises:
        InputError: It is empty, or has a quote without its end.
    """
    try:
        words = tuple(shlex.split(given))
    except ValueError as error:
        raise InputError(f"--token-command cannot be read: {str(error).lower()}") from None
    if not words:
        raise InputError("--token-command is empty (a missing variable?); give a command that prints a token")
    return TokenCommand(words)
