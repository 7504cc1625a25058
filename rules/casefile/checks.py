"""What must hold between the fields of a case file. Every mistake is collected, each at its own path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from rules.casefile.case_head import CaseHead
from rules.casefile.fact import field_name
from rules.casefile.measured import StatedLoss
from rules.casefile.measured_checks import measured_mistakes, stated_mistakes
from rules.casefile.options import Options
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError
from rules.reading.messages import msg
from rules.values.quantity import WORKING, plain


def check(
    case: CaseHead,
    stands: Sequence[Stand],
    options: Options,
    stated: StatedLoss | None = None,
    others: Iterable[FieldError] = (),
) -> None:
    """Raise a ``cross_field`` error that carries all mistakes found, with those found elsewhere."""
    errors = (*_mistakes(case, stands, options), *stated_mistakes(stated, options.on), *others)
    if errors:
        raise PydanticCustomError("cross_field", "字段之间不一致", {"errors": errors})


def _mistakes(case: CaseHead, stands: Sequence[Stand], options: Options) -> Iterator[FieldError]:
    conduct = case.conduct
    if conduct.to is not None and conduct.to < conduct.from_:
        yield FieldError(
            "case.conduct.to", msg("行为终了日 {end} 早于开始日 {start}", end=conduct.to, start=conduct.from_)
        )
    on = options.on
    if on is not None and on < conduct.ended:
        yield FieldError("options.on", msg("裁量日 {on} 早于行为终了日 {ended}", on=on, ended=conduct.ended))
    seen: set[str] = set()
    for index, stand in enumerate(stands):
        if stand.id in seen:
            yield FieldError(f"stands[{index}].id", msg("地块编号 {id} 重复", id=stand.id))
        seen.add(stand.id)
        yield from _stand(stand, f"stands[{index}]")


def _stand(stand: Stand, at: str) -> Iterator[FieldError]:
    shares = sum((part.share for part in stand.species), Decimal(0))
    if shares != 1:
        yield FieldError(f"{at}.species", msg("各树种份额之和应为 1，现为 {shares}", shares=plain(shares)))
    names = [part.species for part in stand.species]
    if len(set(names)) != len(names):
        yield FieldError(f"{at}.species", msg("同一树种列了两次"))
    if stand.damage.type == "部分损伤" and stand.damage.fraction is None:
        yield FieldError(f"{at}.damage.fraction", msg("部分损伤须写明受损份额"))
    if stand.area_ha is not None and stand.area_mu is not None:
        yield FieldError(f"{at}.area_mu", msg("面积只写一次：公顷（area_ha）或亩（area_mu）"))
    yield from _stock(stand, at)
    yield from _tally(stand, at)
    yield from _standard_errors(stand, at)
    yield from measured_mistakes(stand, at)


def _stock(stand: Stand, at: str) -> Iterator[FieldError]:
    stock, timber, rate = stand.standing_stock_m3, stand.timber_volume_m3, stand.outturn_rate
    if timber is not None and rate is None:
        yield FieldError(f"{at}.outturn_rate", msg("写了原木材积，须同时写明出材率（立木蓄积 = 原木材积 ÷ 出材率）"))
    if rate is not None and timber is None:
        yield FieldError(f"{at}.timber_volume_m3", msg("写了出材率，须同时写明原木材积"))
    if stock is not None and timber is not None and rate is not None and not _agree(stock, rate, timber):
        told = (
            msg(
                "，按两者反推的出材率约为 {rate}", rate=plain(WORKING.divide(timber, stock).quantize(Decimal("0.0001")))
            )
            if stock
            else ""
        )
        yield FieldError(
            f"{at}.outturn_rate",
            msg(
                "立木蓄积 {stock} m³、原木材积 {timber} m³ 与出材率 {rate} 不一致{told}",
                stock=plain(stock),
                timber=plain(timber),
                rate=plain(rate),
                told=told,
            ),
        )
    area = stand.area_ha if stand.area_ha is not None else stand.area_mu
    if stand.stock_per_ha is not None and area is None:
        yield FieldError(f"{at}.area_ha", msg("写了每公顷蓄积，须同时写明面积"))
    ways = [
        name
        for name, given in (
            ("standing_stock_m3", stock is not None or timber is not None),
            ("stock_per_ha", stand.stock_per_ha is not None),
            ("tally", stand.tally is not None),
            ("culms", stand.culms is not None),
        )
        if given
    ]
    if len(ways) > 1:
        named = [field_name(Stand, name, with_label=True) for name in ways]
        yield FieldError(f"{at}.{ways[1]}", msg("损失量的来源只能写一种，现有 {ways}", ways=named))


def _standard_errors(stand: Stand, at: str) -> Iterator[FieldError]:
    """A standard error belongs to a number that the stand states; of shares that add up to 1 none varies alone."""
    for name in stand.standard_errors:
        path = f"{at}.standard_errors.{name}"
        if _ONE_OF_SHARES.fullmatch(name):
            yield FieldError(path, msg("各份额之和为 1，其中一个不能单独写标准误"))
        elif not _is_number(_at(stand, name)):
            yield FieldError(path, msg("标准误所指的数字在本地块没有写明"))


_ONE_OF_SHARES = re.compile(r"(?:species|damage\.strata|culm_ages)\[\d{1,3}\]\.share")
_STRATUM_LOST = re.compile(r"damage\.strata\[(\d{1,3})\]\.fraction")


def _at(stand: Stand, name: str) -> Any:
    if found := _STRATUM_LOST.fullmatch(name):
        strata, number = stand.damage.strata, int(found[1])
        return strata[number].fraction if number < len(strata) else None
    value: Any = stand
    for part in name.split("."):
        value = getattr(value, part, None) if part in getattr(type(value), "model_fields", {}) else None
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def _agree(stock: Decimal, rate: Decimal, timber: Decimal) -> bool:
    """True when the three numbers fit as closely as the digits they were written with allow."""
    pairs = [(WORKING.multiply(stock, rate), timber)]
    if rate:
        pairs.append((WORKING.divide(timber, rate), stock))
    if stock:
        pairs.append((WORKING.divide(timber, stock), rate))
    return any(exact.quantize(written, context=WORKING) == written for exact, written in pairs)


def _tally(stand: Stand, at: str) -> Iterator[FieldError]:
    tally = stand.tally
    if tally is None:
        return
    if (tally.rows is None) == (tally.file is None):
        yield FieldError(f"{at}.tally", msg("每木检尺表须写 rows（逐行）或 file（文件名）之一"))
    if tally.rows is not None and not tally.rows:
        yield FieldError(f"{at}.tally.rows", msg("每木检尺表没有数据行"))
    needed = "dbh_cm" if tally.basis == "dbh" else "stump_cm"
    for number, row in enumerate(tally.rows or []):
        if getattr(row, needed) is None:
            name = msg("胸径") if needed == "dbh_cm" else msg("地径")
            yield FieldError(f"{at}.tally.rows[{number}].{needed}", msg("缺少{name}（cm）", name=name))
