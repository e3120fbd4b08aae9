"""How a command ends when it cannot do what it was asked: one clear line on standard error, exit status 2."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from service.application.errors import Conflict, NotFound, Unavailable
from service.domain.errors import Malformed, pointer
from service.settings import SettingsError

BAD_INPUT = 2
# EX_SOFTWARE of sysexits.h
FAULT = 70


def located(error: Malformed) -> str:
    """What is wrong and where, each place as a JSON pointer, all in one line; ``/`` is the document as a whole."""
    return "; ".join(f"{pointer(fault.where) or '/'}: {fault.message}" for fault in error.faults)


class _Closed(Exception):
    """Whoever read the output reads no more."""


class Commands(click.Group):
    """A group whose errors are one line each, without usage texts and tracebacks, and whose order is kept."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all, in the order in which they were given."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Raises ``_Closed``, not BrokenPipeError: click would end with 1, the status of findings."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            raise _Closed from None

    def main(  # type: ignore[override] # the overloads of click differ by whether it exits; this one always does
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run, and exit with the command's status."""
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:  # closed by whoever started this
                setattr(sys, name, open(os.devnull, mode))  # noqa: PTH123, SIM115
        try:
            status = super().main(args, prog_name, **{**extra, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(BAD_INPUT)
        except click.ClickException as error:
            _fail(error.format_message())
        except click.Abort:
            sys.exit(130)
        except Malformed as error:
            _fail(located(error))
        except (SettingsError, Conflict, NotFound, Unavailable) as error:
            _fail(str(error))
        except _Closed:
            # Whoever read our output has seen enough; leave quietly, and keep the interpreter from flushing again.
            sys.stdout = open("/dev/null", "w")  # noqa: PTH123, SIM115
            sys.exit(141)
        except Exception:  # noqa: BLE001
            # A fault of the program itself is told in full, and must not look like findings, whose status is 1.
            traceback.print_exc()
            sys.exit(FAULT)
        sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str) -> NoReturn:
    # What shows it is not needed where nothing fails.
    from service.cli.terminal import aside

    aside(f"claimcheck: {message}")
    sys.exit(BAD_INPUT)
