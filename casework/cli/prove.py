"""``flask --app wsgi rules prove [EDITION]``: what holds of the law for every case that can be.

Needs z3-solver, a development requirement. Exit 0 where everything is proven, 1 where a fault was found, 2 for bad
input, or without the solver.
"""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from casework.cli.proof_terminal import NO_SOLVER, message, render_proof
from casework.cli.rules import as_text, edition_at, refuse

if TYPE_CHECKING:
    from rules.deciding.edition import LawSource
    from rules.proving.findings import Case, Finding
    from rules.proving.proof import Proof

PROVEN, FAULTY = 0, 1


@click.command("prove")
@click.argument("edition", metavar="[版本]", default="shipped")
@click.option("--offence", "offences", multiple=True, metavar="案由", help="只证明这一案由，可以写多次。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
def prove_command(edition: str, offences: tuple[str, ...], as_json: bool) -> None:
    """证明规则对任何案件都有着落：每一案由、每一区间的每一种事实都有档次或者理由，没有空缺、重叠、倒置和永不适用的规则。

    需要 z3-solver（开发依赖）。发现问题的，列出规则的位置，并以案件文件作为反例。
    退出码：0 全部证明，1 发现问题，2 版本或案由有误，或者没有安装 z3-solver。
    """
    try:
        from rules.proving.proof import Prover
    except ModuleNotFoundError as problem:
        if problem.name != "z3":
            raise
        refuse([("z3-solver", NO_SOLVER)], as_json)
    source = edition_at(edition, as_json)
    prover = Prover(source.lawbook)
    unknown = [one for one in offences if one not in prover.law.offences]
    if unknown:
        known = "、".join(prover.law.offences)
        refuse([("--offence", f"没有案由“{one}”，可用的有：{known}") for one in unknown], as_json)
    found = _data(source, prover.prove(offences or None), whole=not offences)
    click.echo(as_text(found) if as_json else render_proof(found))
    sys.exit(FAULTY if found["findings"] else PROVEN)


def _data(source: LawSource, proof: Proof, *, whole: bool) -> dict[str, Any]:
    return {
        "name": source.name,
        "rules": len(source.lawbook.rules),
        "hash": source.lawbook.hash,
        "whole": whole,
        "offences": [
            {
                "offence": one.offence,
                "intervals": one.intervals,
                "fired": one.rules,
                "rises": one.rises,
                "routings": one.routings,
                "milliseconds": one.milliseconds,
                "graded": [
                    {**part.group.as_json(), "readings": part.readings, "combinations": part.combinations}
                    for part in one.graded
                ],
            }
            for one in proof.shown
        ],
        "findings": [_finding(source, one) for one in proof.findings],
    }


def _finding(source: LawSource, one: Finding) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "offence": one.offence,
        "message": message(one.kind, one.values),
        "rules": [{"ref": ref, "file": file, "line": line} for ref, file, line in one.places],
        "cases": [_case(source, case) for case in one.cases],
    }


def _case(source: LawSource, case: Case) -> dict[str, Any]:
    from rules.proving.stated import casefile_of

    return {
        "told": case.told,
        "conduct": case.conduct.isoformat(),
        "on": case.on.isoformat(),
        "facts": {name: _plain(value) for name, value in case.facts.items()},
        "casefile": casefile_of(case, source.lawbook),
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime.date) else value
