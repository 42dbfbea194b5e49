"""The command line: one command per verb of a user, no logic of its own."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

import msgspec
import pydantic
from typer.exceptions import Abort, TyperException

from digitize import language
from digitize.errors import BadRequest, DigitizeError, ExitCode, SystemRefused
from digitize.language import t


def main() -> None:
    """The console script: speaks the language of the locale and ends with a documented exit code."""
    language.use(language.from_environment(dict(os.environ)))
    # The wording of --help is fixed when the commands are defined, so the language must be known before.
    from digitize.cli.app import app

    sys.exit(run(lambda: app(standalone_mode=False)))


def run(call: Callable[[], object]) -> int:
    """Calls a command and turns whatever ends it into words and an exit code, never into a traceback."""
    try:
        code = call()
        # Typer itself turns Ctrl-C into this code.
        return _stopped() if code == ExitCode.INTERRUPTED else code if isinstance(code, int) else ExitCode.OK
    except TyperException as error:
        # Typer keeps its usage errors in a private module; what they share is how they show themselves.
        error.show()  # type: ignore[attr-defined]
        return ExitCode.USAGE
    except pydantic.ValidationError as error:
        names = ", ".join(str(part["loc"][0]) for part in error.errors())
        return _say(BadRequest(names))
    except DigitizeError as error:
        return _say(error)
    except BrokenPipeError:
        # The reader of our output has gone (`digitize search … | head`); that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        return _say(SystemRefused(errno.errorcode.get(error.errno or 0, "")))
    except (KeyboardInterrupt, Abort):
        return _stopped()


def _stopped() -> int:
    stop = t("Đã dừng. Chạy lại cùng lệnh để làm tiếp.", "Stopped. Run the same command again to go on.")
    sys.stderr.write(stop + "\n")
    return ExitCode.INTERRUPTED


def _say(error: DigitizeError) -> int:
    if "--json" in sys.argv:
        sys.stdout.write(msgspec.json.encode(error.as_dict()).decode() + "\n")
    else:
        detail = f" ({error.detail})" if error.detail else ""
        sys.stderr.write(f"{error.message()}{detail}\n→ {error.remedy()}  [{error.code}]\n")
    return error.exit_code
