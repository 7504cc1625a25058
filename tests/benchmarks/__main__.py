"""Measures the figures the project wants to meet: ``.venv/bin/python -m tests.benchmarks [name …]``.

Figures are printed with their ratio to what is wanted; they never decide whether the tests pass, because another
machine, or this one under load, gives others.
"""

from __future__ import annotations

import sys

from casework import collector
from tests.benchmarks import (
    agreement,
    assess,
    audit,
    batch,
    command_line,
    credits,
    deadlines,
    decide,
    measure,
    migrations,
    page,
    ranges,
    report,
    scale,
    serving,
    stall,
    start,
    tally,
    workers,
)

BENCHMARKS = {
    "decide": decide.figures,
    "agreement": agreement.figures,
    "assess": assess.figures,
    "measure": measure.figures,
    "tally": tally.figures,
    "range": ranges.figures,
    "deadlines": deadlines.figures,
    "command-line": command_line.figures,
    "page": page.figures,
    "report": report.figures,
    "batch": batch.figures,
    "audit": audit.figures,
    "start": start.figures,
    "scale": scale.figures,
    "credits": credits.figures,
    "serving": serving.figures,
    "stall": stall.figures,
    "workers": workers.figures,
    "migrations": migrations.figures,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    collector.seldom()  # as the server and the commands do
    for name in names or BENCHMARKS:
        for figure in BENCHMARKS[name]():
            print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
