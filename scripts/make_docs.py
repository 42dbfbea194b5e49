"""Makes the generated pages of ``docs/``: settings, commands, reasons. A test keeps them true."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from digitize import language
from digitize.errors import ExitCode, all_errors
from digitize.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Made by `make docs`; do not edit. -->\n\n"


def settings_page() -> str:
    """``docs/settings.md``: every setting with its environment variable, default and help."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `DIGITIZE_{name.upper()}` | {default} | {field.description} |")
    return MADE + "# Settings\n\nRead from the environment, once, at the edge.\n\n" + "\n".join(rows) + "\n"


_EXITS = {
    ExitCode.OK: "all went well; for `reuse`: a valid result exists",
    ExitCode.FAILED: "something failed that no other code stands for",
    ExitCode.USAGE: "the command, an argument or the manifest is not right; nothing was done",
    ExitCode.PARTIAL: "done, but files or pages failed (named with reason and remedy), search does not find all yet, "
    "or stored bytes were damaged and are repaired",
    ExitCode.MISMATCH: "the counted sheets are not the sheets that arrived",
    ExitCode.NOT_FOUND: "there is no such thing, or nothing was found",
    ExitCode.DAMAGED: "stored bytes, index or audit are not what they should be",
    ExitCode.REFUSED: "not allowed",
    ExitCode.BUSY: "another process is at work in the archive",
    ExitCode.SETUP: "this machine lacks something, or the archive's place or keys are not right",
    ExitCode.NOT_VALID: "`reuse` found results, none of which is surely valid: expired, revoked, replaced, unsure",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C; the same command goes on",
}


def reasons_page() -> str:
    """``docs/reasons.md``: exit codes and every reason code with its wording and remedy."""
    exits = "\n".join(f"| {code.value} | `{code.name}` | {_EXITS[code]} |" for code in ExitCode)
    rows = "\n".join(
        f"| `{e.code}` | {e.exit_code.value} | {e.http_status} | {e.vi} {e.remedy_vi} | {e.en} {e.remedy_en} |"
        for e in all_errors()
    )
    return (
        f"{MADE}# Exit codes and reasons\n\n| exit code | name | when |\n|---|---|---|\n{exits}\n\n"
        f"| reason | exit | HTTP | tiếng Việt | English |\n|---|---|---|---|---|\n{rows}\n"
    )


def commands_page() -> str:
    """``docs/commands.md``: every command with its arguments and options, as ``--help`` gives them."""
    language.use("en")
    from digitize.cli.app import app

    root: Any = get_command(app)
    parts = [MADE + "# Commands\n"]
    for name, command in _commands(root):
        parts.append(f"## digitize {name}\n\n{command.help}\n")
        rows = [
            f"| `{_usage(parameter)}` | {getattr(parameter, 'help', '') or ''} |"
            for parameter in command.params
            if parameter.name != "help"
        ]
        if rows:
            parts.append("| argument | what it does |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _commands(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Commands by name, those of a group behind it."""
    for name, command in sorted(group.commands.items()):
        yield f"{prefix}{name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")


def _usage(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return ", ".join([*parameter.opts, *parameter.secondary_opts])


PAGES = {"settings.md": settings_page, "reasons.md": reasons_page, "commands.md": commands_page}


def main() -> None:
    """Writes all pages."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
