"""权衡履行方式: loss and mixes of ways on one discounted account. An aid, kept nowhere; the judge decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from casework.accounts import service as accounts
from casework.proceedings import Folder, coverage, hooks, overview, service
from casework.restoring import designing, owed
from casework.web.formfields import place
from casework.web.restoring.blueprint import Page, blueprint
from casework.web.restoring.weighing_form import WAY_NAMES, WeighingForm
from casework.wording import told as in_words
from rules.carbon.parameters.species import vocabulary
from rules.proceedings.book import load_table
from rules.proceedings.state import Case
from rules.reading.errors import FieldError
from rules.restoring.ways import CREDITS, MONEY, PLANTING, TENDING, mistakes
from rules.restoring.weighing import Weighing, weigh
from rules.settlement.loss import Loss, Way

ROUTES = {PLANTING: ("原地补植", "异地补植"), TENDING: ("管护",), CREDITS: ("认购碳汇",), MONEY: ("赔偿金",)}
"""What the law calls the ways."""
ASKED = "go"


@dataclass(frozen=True)
class Limit:
    """What the law says of a way: the heads of loss that it makes good, whether the party must ask for it, and what its
    conditions come to by the facts of the case."""

    way: str
    route: str
    makes_good: tuple[str, ...]
    asked: bool
    found: Way | None


@blueprint.get("/folders/<int:folder_id>/weighing")
def weigh_ways(folder_id: int) -> Page:
    """权衡履行方式."""
    folder = service.get_for(accounts.signed_in_person(), folder_id)
    case = service.state(folder)
    asked = ASKED in request.args or "more" in request.args
    form = WeighingForm(request.args) if asked else WeighingForm(None, data=_known(folder, case))
    found, status = None, 200
    if asked and not form.wants_more:
        found = _weighed(form)
        status = 422 if found is None else 200
    form.fill_up(5 if form.wants_more else 0)
    page = render_template(
        "pages/restoring/weighing.html",
        page=overview.head_of(folder, case),
        folder=folder,
        form=form,
        found=found,
        ways=WAY_NAMES,
        limits=tuple(_limits(hooks.loss_today(folder, case))),
        stated=coverage.loss_of(folder, case) is not None,
        species=sorted(vocabulary().names),
    )
    return page, status


def _weighed(form: WeighingForm) -> Weighing | None:
    """The account; None where something must be mended, which is then told at its field."""
    if not form.validate():
        return None
    terms, mixes = form.terms(), form.entered()
    told = [FieldError(one.path, in_words(one.message)) for one in mistakes(terms, mixes)]
    if told:
        form.form_errors = [error.message for error in place(form, told, form.at_mistakes())]
        return None
    return weigh(terms, mixes)


def _known(folder: Folder, case: Case) -> dict[str, Any]:
    """What the case knows already: the loss, the price of a tonne, the planting that was designed."""
    today, loss = overview.today(), coverage.loss_of(folder, case)
    known: dict[str, Any] = {"base": today.year}
    if loss is not None and loss.tonnes:
        known |= {"harm_tonnes": loss.tonnes, "harm_source": "采信的测算结果"}
    if loss is not None and loss.price is not None:
        day = f"（{loss.price.date.isoformat()}）" if loss.price.date else ""
        told = {"year": today.year, "price": loss.price.cny_per_t, "source": f"{loss.price.source}{day}"}
        known |= {f"{way}_{name}": value for way in (CREDITS, MONEY) for name, value in told.items()}
        known["mixes"] = [{"fill": CREDITS}, {"fill": MONEY}]
    return known | _designed(folder, case)


def _designed(folder: Folder, case: Case) -> dict[str, Any]:
    keys = [key for key, duty in case.obligations.items() if owed.is_planting(duty) and duty.state not in owed.GONE]
    plots = [plot for key in keys if (one := designing.newest(folder, key)) is not None for plot in one.entry.plots]
    if not plots:
        return {}
    return {"planting_species": plots[0].species, "planting_series": plots[0].series}


def _limits(loss: Loss | None) -> Iterator[Limit]:
    kinds = load_table().duties
    for way, routes in ROUTES.items():
        for route in routes:
            kind = next((one for one in kinds.values() if one.way == route), None)
            heads = tuple(map(str, kind.makes_good)) if kind is not None else ()
            yield Limit(way, route, heads, bool(kind and kind.asked), loss.way(route) if loss is not None else None)
