"""Commands that work on files alone, without records: ``flask --app wsgi assess`` and its like."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from casework.cli.assess import assess_command
from casework.cli.casefile import casefile_group
from casework.cli.compare import compare_command
from casework.cli.deadlines import deadlines_command
from casework.cli.explain import explain_command
from casework.cli.group import Commands
from casework.cli.parameters import parameters_group
from casework.cli.published import published_command
from casework.cli.ranking import ranking_command

COMMANDS = (
    assess_command,
    explain_command,
    compare_command,
    ranking_command,
    deadlines_command,
    parameters_group,
    casefile_group,
    published_command,
)


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli = Commands(app.name)
    for command in COMMANDS:
        app.cli.add_command(command)


def suffice(argv: Sequence[str]) -> bool:
    """Whether this command line asks for one of these commands: pages and records then need not be loaded.

    Before the command stand at most the name of the program and ``--app wsgi``.
    """
    return not {command.name for command in COMMANDS}.isdisjoint(argv[1:4])
