"""The command line as its users meet it: in Chinese, with a suggestion where a command is misspelt.

Click asks gettext for its own words, which click.po gives. What flask adds for developers works, and is not listed.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import click
from click.exceptions import NoSuchCommand
from flask.cli import AppGroup

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "click"

FOR_DEVELOPERS = ("run", "shell", "routes")
ABOUT = "碳衡：计量涉林案件的碳汇损失，依法判断赔偿方式，核对审计记录。\n\n各命令的用法：flask --app wsgi 命令 --help"
APP = "本系统，写作 wsgi。"


def speak_chinese() -> None:
    """Give click its words in Chinese, whatever the locale of the terminal: reports and mistakes are Chinese too."""
    os.environ["LANGUAGE"] = "zh"
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)


class Commands(AppGroup):
    """The commands of the application. Flask's own group, above this one, asks it for what it does not know itself."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, whose usage is written in Chinese."""
        super().add_command(cmd, name)
        for command in (cmd, *(cmd.commands.values() if isinstance(cmd, click.Group) else ())):
            _name_parts(command)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name. Raises ``NoSuchCommand`` with what it is like, where flask's group asks."""
        speak_chinese()
        found = super().get_command(ctx, cmd_name)
        if ctx.command is not self:
            _name_parts(ctx.command)
        if found is None and ctx.command is not self:
            raise NoSuchCommand(cmd_name, possibilities=self.commands, ctx=ctx)
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, for the help."""
        speak_chinese()
        if isinstance(ctx.command, click.Group) and ctx.command is not self:
            _rewrite(ctx.command, ctx)
        return super().list_commands(ctx)


def _name_parts(command: click.Command) -> None:
    """Call the parts of a command line in its usage by Chinese names.

    Click shortens a help by its words, of which a Chinese sentence is one: lists show the first sentence, whole.
    """
    command.options_metavar = "[选项]"
    if command.help and not command.short_help:
        command.short_help = "".join(command.help.partition("。")[:2])
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]..."


def _rewrite(root: click.Group, ctx: click.Context) -> None:
    """Let the help of flask's own group be written anew in Chinese.

    Flask loads the application only while it lists the commands. By then the head of the help is written, in English;
    the epilogue, written last, is the place from which all of it can be replaced.
    """
    if ctx.meta.get(__name__):
        return
    ctx.meta[__name__] = True
    _name_parts(root)
    root.help = ABOUT
    for name in FOR_DEVELOPERS:
        root.commands[name].hidden = True
    for parameter in root.params:
        if isinstance(parameter, click.Option):
            parameter.hidden = parameter.name != "app"
            parameter.metavar, parameter.help = "名称", APP
    if (shown := root.get_help_option(ctx)) is not None:
        shown.help = "显示本说明。"

    def anew(ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del root.format_epilog
        formatter.buffer.clear()
        root.format_help(ctx, formatter)

    # On this one object: flask builds the group itself and offers no other place after its own lines.
    root.format_epilog = anew  # type: ignore[method-assign]
