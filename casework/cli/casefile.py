"""``flask --app wsgi casefile schema``: the JSON Schema of a case file. Needs no database."""

from __future__ import annotations

import json

import click


@click.group("casefile")
def casefile_group() -> None:
    """案件文件：它的格式。"""


@casefile_group.command("schema")
def schema_command() -> None:
    """输出案件文件的 JSON Schema：各字段的名称、单位、可选的词。"""
    from rules.casefile.schema import json_schema
    from rules.closed_lists import LISTS

    click.echo(json.dumps(json_schema(LISTS), ensure_ascii=False, indent=2))
