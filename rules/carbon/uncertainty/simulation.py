"""Draws through a finished worksheet: every uncertain value anew each time, every line worked out with it.

Binary fractions (NumPy, loaded at first use), because ten thousand draws are asked for; nothing here is a result.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rules.carbon.formula import Arithmetic, work_out
from rules.carbon.uncertainty.dependence import Dependence, Step
from rules.values.quantity import plain
from rules.values.spread import Spread

if TYPE_CHECKING:
    import numpy as np

    Draws = np.ndarray[Any, np.dtype[np.float64]]

NO_RESULT = "抽样 {draws:,} 次中有 {failed:,} 次得不出损失量（代入的值超出公式的范围），不给出不确定性区间"

DRAWS = 10_000
SEED = "tanheng/1"
LEVEL = Decimal("0.9")
SKEWED = Decimal("0.3")
"""Of its value: an error beyond it is drawn from a lognormal. A choice of ours, after how errors of ratios are met."""
_COUNTS = ("tree", "culm")


class DrawsFail(ArithmeticError):
    """Some draws give no result, or cannot be drawn at all: no range is told. The message says why, in Chinese."""


@dataclass(frozen=True)
class Drawn:
    """The 5th and 95th percentile, mean and standard deviation of the drawn figure; not yet rounded."""

    low: Decimal
    high: Decimal
    mean: Decimal
    error: Decimal


def simulate(graph: Dependence, draws: int = DRAWS, seed: str = SEED) -> Drawn:
    """Draw every uncertain value ``draws`` times and work the lines out with each. Raises ``DrawsFail``."""
    import numpy as np

    results = _Simulation(graph, draws, seed).run()
    if not np.isfinite(results).all():
        failed = int((~np.isfinite(results)).sum())
        raise DrawsFail(NO_RESULT.format(draws=draws, failed=failed))
    mean, error = mean_and_deviation(results)
    low, high = both_quantiles(results)
    return Drawn(*(Decimal(repr(value.item())) for value in (low, high, mean, error)))


def mean_and_deviation(results: Draws) -> tuple[Any, Any]:
    """What ``numpy.mean`` and ``numpy.std`` with ``ddof=1`` tell, to the last bit: the same sums in the same order."""
    import numpy as np

    mean = np.add.reduce(results) / len(results)
    deviations = results - mean
    return mean, np.sqrt(np.add.reduce(deviations * deviations) / (len(results) - 1))


def both_quantiles(results: Draws) -> tuple[Any, Any]:
    """The quantiles at both ends of the level: the draws are put in order about their places alone."""
    shares, count = ((1 - float_of(LEVEL)) / 2, (1 + float_of(LEVEL)) / 2), len(results)
    ordered = results.copy()
    ordered.partition([place for share in shares for place in _beside(count, share)[:2]])
    low, high = (quantile(ordered, share) for share in shares)
    return low, high


def quantile(ordered: Draws, share: Any) -> Any:
    """What this share of draws lies below, as ``numpy.quantile`` tells it; they are in order about that place."""
    below, above, rest = _beside(len(ordered), share)
    low, high = ordered[below], ordered[above]
    return low + (high - low) * rest if rest + rest < 1 else high - (high - low) * (1 - rest)


def _beside(count: int, share: Any) -> tuple[int, int, Any]:
    """The places of the draws below and above a share of so many, and how far beyond the first it lies."""
    place = (count - 1) * share
    below = int(place)
    return below, min(below + 1, count - 1), place - below


def float_of(value: Decimal) -> Any:
    """The nearest binary fraction, for drawing only."""
    import numpy as np

    return np.float64(str(value))


class _Simulation:
    """One pass over the lines that move. ``cores`` holds a line's draws with the errors of single trees left out."""

    def __init__(self, graph: Dependence, draws: int, seed: str) -> None:
        self.graph, self.draws, self.seed = graph, draws, seed
        self.values = _Values(graph.values)
        self.cores: dict[int, Any] = {}
        self.units = {step.no: step.unit for step in graph.steps}
        self.by_key: dict[str, Any] = {}

    def run(self) -> Draws:
        import numpy as np

        with np.errstate(all="ignore"):
            for step in self.graph.steps:
                if step.no in self.graph.moving:
                    self._line(step)
        result: Draws = self.values[self.graph.target.no]
        return result if np.ndim(result) else np.full(self.draws, result)

    def _line(self, step: Step) -> None:
        if step.kind == "computed":
            self._compute(step)
        spread = step.spread
        if spread is None:
            return
        if spread.trees is None:
            if step.key not in self.by_key:
                self.by_key[step.key] = self._drawn(step, spread)
            self.values[step.no] = self.by_key[step.key]
        else:
            self.cores[step.no] = self.values[step.no]
            self.values[step.no] = self._drawn(step, spread)

    def _compute(self, step: Step) -> None:
        value = self._worked(step, self.values)
        if not any(no in self.cores for no in step.refs.values()):
            self.values[step.no] = value
            return
        core = self._worked(step, {no: self.cores.get(no, self.values[no]) for no in step.refs.values()})
        count = next((no for no in step.refs.values() if self.units[no] in _COUNTS), None)
        if count is None:
            self.values[step.no], self.cores[step.no] = value, core
            return
        # From one tree to all that are alike: their errors are independent, so the mean of the deviation stays and
        # the rest of it shrinks with the root of their number, against one error for all of them.
        deviation = value - core
        mean = deviation.mean()
        self.values[step.no] = core + mean + (deviation - mean) / self.values[count] ** float_of(Decimal("0.5"))

    def _worked(self, step: Step, values: Mapping[int, Any]) -> Any:
        return work_out(step.formula, {name: values[no] for name, no in step.refs.items()}, _ARRAYS)

    def _drawn(self, step: Step, spread: Spread) -> Any:
        draw = _worked_out if step.kind == "computed" else _stated
        try:
            return draw(self.seed, step.key, self.draws, self.values[step.no], spread, skewed(step))
        except _OutOfBounds:
            told = f"“{step.name}”的标准误 {plain(spread.error)} 使抽样几乎都落在不可能的范围，不给出不确定性区间"
            raise DrawsFail(told) from None


class _Values(dict[int, Any]):
    """The value of each line for drawing: of a line that does not move its own, converted when it is asked for."""

    def __init__(self, stated: Mapping[int, Decimal]) -> None:
        super().__init__()
        self._stated = stated

    def __missing__(self, no: int) -> Any:
        found = self[no] = float_of(self._stated[no])
        return found


class _OutOfBounds(ArithmeticError):
    """Hardly a draw falls within the bounds of the value."""


def _worked_out(seed: str, key: str, draws: int, value: Any, spread: Spread, by_log: bool) -> Draws:
    """The draws of a value about what it was worked out to be."""
    drawn: Draws = value + _errors(seed, key, draws, value, spread, by_log)
    return drawn


@lru_cache(maxsize=64)
def _stated(seed: str, key: str, draws: int, value: Any, spread: Spread, by_log: bool) -> Draws:
    """The same of an input or parameter. Kept, for most cases rest on the same few parameters."""
    drawn = _worked_out(seed, key, draws, value, spread, by_log)
    drawn.flags.writeable = False
    return drawn


def _errors(seed: str, key: str, draws: int, value: Any, spread: Spread, by_log: bool) -> Any:
    """Normal errors such that the value stays within its bounds: what falls outside is drawn again."""
    import numpy as np

    scale = float_of(spread.error)
    low = -np.inf if spread.low is None else float_of(spread.low)
    high = np.inf if spread.high is None else float_of(spread.high)
    # In pairs of opposite sign: thousands of trees would else add up the chance of their draws' mean.
    first = draws if spread.trees is None else (draws + 1) // 2
    drawn, least, most, after = _first_draws(seed, key, first)
    if by_log:
        return _lognormal(drawn, value, scale)
    errors = drawn * scale
    if spread.trees is not None:
        errors = np.concatenate((errors, -errors))[:draws]
    elif np.ndim(value) == 0 and low < value + least * scale and value + most * scale <= high:
        return errors  # none falls outside: the outermost do not
    stream = None
    for _ in range(200):
        values = value + errors
        outside = np.flatnonzero((values <= low) | (values > high))
        if not outside.size:
            return errors
        if stream is None:
            stream = np.random.RandomState(0)
            stream.set_state(after)
        errors[outside] = stream.standard_normal(outside.size) * scale
    raise _OutOfBounds


@lru_cache(maxsize=64)
def _first_draws(seed: str, key: str, count: int) -> tuple[Draws, Any, Any, Any]:
    """What a value's stream begins with, the least and the greatest of it, and where the stream then stands.

    Kept, for most cases name the same parameters and few stands.

    By the older generator: NumPy promises its stream for good, so that a range can be redone in years to come.
    """
    import numpy as np

    digest = hashlib.sha256(f"{seed}|{key}".encode()).digest()
    stream = np.random.RandomState(np.frombuffer(digest, dtype="<u4").astype(np.uint32))
    drawn = stream.standard_normal(count)
    drawn.flags.writeable = False
    return drawn, drawn.min(), drawn.max(), stream.get_state()


def skewed(step: Step) -> bool:
    """Whether a value is drawn from a lognormal: of a mean that is positive and a deviation of more than 30 % of it.

    A normal would then fall below zero too often, and what is cut off there moves the mean.
    """
    spread = step.spread
    if spread is None or spread.trees is not None or step.kind == "computed":
        return False
    return spread.low == 0 and spread.high is None and spread.error > SKEWED * step.value > 0


def _lognormal(drawn: Draws, mean: Any, deviation: Any) -> Any:
    """Deviations from the mean of a lognormal with this mean and standard deviation."""
    import numpy as np

    of_log = np.log1p((deviation / mean) ** 2)
    return mean * np.exp(drawn * np.sqrt(of_log) - of_log / 2) - mean


def _power(base: Any, exponent: Any) -> Any:
    import numpy as np

    return np.power(base, exponent)


def _call(name: str, arguments: Sequence[Any]) -> Any:
    import numpy as np

    if name in ("ln", "exp"):
        return np.log(arguments[0]) if name == "ln" else np.exp(arguments[0])
    result = arguments[0]
    for other in arguments[1:]:
        result = np.minimum(result, other) if name == "min" else np.maximum(result, other)
    return result


_ARRAYS = Arithmetic(
    lambda text: float_of(Decimal(text)),
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    _power,
    operator.neg,
    _call,
)
