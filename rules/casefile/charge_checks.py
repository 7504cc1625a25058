"""What must hold between persons, charges and stands, each mistake at its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rules.casefile.case_head import CaseHead
from rules.casefile.charge import BOUGHT, Charged
from rules.casefile.charges import AFTERWARDS, charged, damaged_by, divided
from rules.casefile.particulars import Particulars
from rules.casefile.party import Party
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.values.exact import Number, added, plain

NO_PARTY = template("当事人中没有“{name}”")
NAMESAKES = template("有两名当事人同名“{name}”，写明各人的指控或者地块时须能区分")
ACCUSED_NAMESAKES = template("有两名被指控的人同名“{name}”：须能区分，请在姓名后加注，如“{name}（甲）”")
TWICE = template("“{name}”写了两次")
NO_STAND = template("没有编号为 {id} 的地块")
SAME_OFFENCE = template("{offence}写了两项指控：同一人的同一罪名只写一项，地块一并列出")
NOT_NAMED = template("地块 {id} 写明由{persons}实施，其中没有{name}")
NOT_CHARGED = template("{name}的各项指控都没有地块 {id}，与此处写明的矛盾")
NOBODY = template("没有人因地块 {id} 受到指控：列入某人的指控，或者写明实施的人")
NO_CHARGE = template("{name}没有涉及任何地块：写明其指控，或者把其列为某一地块的实施人")
NOT_OF_CASE = template("没有人以案由{offence}受到指控")
STATED_TWICE = template("案情要素中已就全案写明，不能再逐人写")
BORN_LATER = template("出生日期 {born} 晚于行为终了日 {ended}")
FOUND_BEFORE = template("被发现之日 {found} 早于行为日 {done}")
SHARES = template("各人份额之和不能超过 1，现为 {shares}")

ABOVE_CASE = template("{name}被控{offence}的林木价值 {own} 元，高于全案认定的林木价值 {whole} 元：二者之一有误")
SUM_ABOVE_CASE = template("各项指控就不同地块写明的林木价值合计 {own} 元，高于全案认定的林木价值 {whole} 元")
BAMBOO_ABOVE = template("其中竹林的价值 {part} 元，高于林木价值 {whole} 元")

MUST_BE_CHARGED = frozenset({"被告人", "犯罪嫌疑人", "被告单位"})


def charge_mistakes(
    case: CaseHead,
    parties: Sequence[Party],
    stands: Sequence[Stand],
    particulars: Particulars | None,
    *,
    recorded: bool = False,
) -> Iterator[FieldError]:
    """Every mistake of what the case file says of persons, their charges and their stands.

    ``recorded``: without what is asked only since cases were filed.
    """
    if not recorded:
        yield from _told_apart(parties)
    yield from _named(parties, stands, particulars)
    yield from _afterwards(parties, particulars)
    for number, act in enumerate(particulars.earlier_acts if particulars else []):
        if act.discovered is not None and act.discovered < act.date:
            at = f"particulars.earlier_acts[{number}].discovered"
            yield FieldError(at, msg(FOUND_BEFORE, found=act.discovered, done=act.date))
    for number, party in enumerate(parties):
        asked = party.role in MUST_BE_CHARGED if recorded else party.accused
        if party.born is not None and asked and party.born > case.conduct.ended:
            yield FieldError(f"parties[{number}].born", msg(BORN_LATER, born=party.born, ended=case.conduct.ended))
    shares = added(party.share for party in parties if party.share is not None)
    if shares > 1:
        last = max(number for number, party in enumerate(parties) if party.share is not None)
        yield FieldError(f"parties[{last}].share", msg(SHARES, shares=plain(shares)))
    if not divided(parties, stands):
        return
    broken = list(_charges(parties, stands))
    yield from broken
    made = charged(case.offence, parties, stands)
    yield from _contradictions(parties, stands, made)
    if not broken:
        yield from _left_over(case, parties, stands, made, recorded=recorded)


def _told_apart(parties: Sequence[Party]) -> Iterator[FieldError]:
    """Those whose acts are graded have names of their own: acts, obligations and papers know a person by his name."""
    seen: set[str] = set()
    for number, party in enumerate(parties):
        if party.accused and party.name in seen:
            yield FieldError(f"parties[{number}].name", msg(ACCUSED_NAMESAKES, name=party.name))
        if party.accused:
            seen.add(party.name)


def _named(parties: Sequence[Party], stands: Sequence[Stand], particulars: Particulars | None) -> Iterator[FieldError]:
    """Persons that stands and earlier acts name: parties of the case, each once and told apart."""
    lists = [(f"stands[{number}].persons", stand.persons) for number, stand in enumerate(stands)]
    acts = particulars.earlier_acts if particulars else []
    lists += [(f"particulars.earlier_acts[{number}].persons", act.persons) for number, act in enumerate(acts)]
    if not any(names for _, names in lists):
        return
    known = Counter(party.name for party in parties)
    for at, names in lists:
        yield from _each_once(at, names)
        for name in dict.fromkeys(names):
            if name not in known:
                yield FieldError(at, msg(NO_PARTY, name=name))
            elif known[name] > 1:
                yield FieldError(at, msg(NAMESAKES, name=name))


def _each_once(at: str, names: Sequence[str]) -> Iterator[FieldError]:
    if not names:
        return
    for name, times in Counter(names).items():
        if times > 1:
            yield FieldError(at, msg(TWICE, name=name))


def _afterwards(parties: Sequence[Party], particulars: Particulars | None) -> Iterator[FieldError]:
    """What was stated of everybody is not stated of one as well."""
    whole = particulars.circumstances if particulars else None
    if whole is None:
        return
    for number, party in enumerate(parties):
        for own, name in AFTERWARDS.items():
            if getattr(party, own) is not None and getattr(whole, name) is not None:
                yield FieldError(f"parties[{number}].{own}", msg(STATED_TWICE))


def _charges(parties: Sequence[Party], stands: Sequence[Stand]) -> Iterator[FieldError]:
    known = {stand.id for stand in stands}
    for number, party in enumerate(parties):
        offences: set[str] = set()
        for place, charge in enumerate(party.charges):
            at = f"parties[{number}].charges[{place}]"
            if charge.offence in offences:
                yield FieldError(f"{at}.offence", msg(SAME_OFFENCE, offence=charge.offence))
            offences.add(charge.offence)
            yield from _each_once(f"{at}.stands", charge.stands)
            for name in dict.fromkeys(charge.stands):
                if name not in known:
                    yield FieldError(f"{at}.stands", msg(NO_STAND, id=name))


def _contradictions(parties: Sequence[Party], stands: Sequence[Stand], made: Sequence[Charged]) -> Iterator[FieldError]:
    """A charge about a stand that others damaged, or a stand damaged by one whose charges leave it out.

    Whoever bought the trees is charged about stands that he did not damage.
    """
    for number, party in enumerate(parties):
        for place, charge in enumerate(party.charges):
            own = {stands[one].id for one in damaged_by(party, stands)}
            for stand in stands:
                if charge.offence != BOUGHT and stand.id in charge.stands and stand.id not in own:
                    at = f"parties[{number}].charges[{place}].stands"
                    told = "、".join(stand.persons)
                    yield FieldError(at, msg(NOT_NAMED, id=stand.id, persons=told, name=party.name))
        about = {one for charge in made if charge.party == number for one in charge.stands}
        for place, stand in enumerate(stands):
            if party.charges and party.name in stand.persons and place not in about:
                yield FieldError(f"stands[{place}].persons", msg(NOT_CHARGED, name=party.name, id=stand.id))


def _left_over(
    case: CaseHead, parties: Sequence[Party], stands: Sequence[Stand], made: Sequence[Charged], *, recorded: bool
) -> Iterator[FieldError]:
    """Stands that nobody is charged with and nobody damaged, accused without a charge, an offence of nobody."""
    about = {number for charge in made for number in charge.stands}
    for number, stand in enumerate(stands):
        if number not in about and not stand.persons:
            yield FieldError(f"stands[{number}].id", msg(NOBODY, id=stand.id))
    of = {charge.party for charge in made}
    for number, party in enumerate(parties):
        roles = (party.role,) if recorded else party.roles
        if not MUST_BE_CHARGED.isdisjoint(roles) and number not in of:
            yield FieldError(f"parties[{number}].charges", msg(NO_CHARGE, name=party.name))
    if made and case.offence not in {charge.offence for charge in made}:
        yield FieldError("case.offence", msg(NOT_OF_CASE, offence=case.offence))


def value_mistakes(
    case: CaseHead,
    parties: Sequence[Party],
    stands: Sequence[Stand],
    value: Number | None,
    bamboo: Number | None,
) -> Iterator[FieldError]:
    """Values of charges that are more than the case's, of which they are parts; of bamboo that is more than its whole.

    Several charges about the same trees may state the same value, so those of stands that no two share are summed.
    """
    if bamboo is not None and value is not None and bamboo > value:
        yield FieldError("bamboo_value_cny", msg(BAMBOO_ABOVE, part=plain(bamboo), whole=plain(value)))
    made = charged(case.offence, parties, stands)
    most: dict[tuple[int, ...], Number] = {}
    last, broken = "", False
    for number, party in enumerate(parties):
        for place, charge in enumerate(party.charges):
            own, at = charge.value_cny, f"parties[{number}].charges[{place}]"
            part = charge.bamboo_value_cny
            if own is not None and part is not None and part > own:
                yield FieldError(f"{at}.bamboo_value_cny", msg(BAMBOO_ABOVE, part=plain(part), whole=plain(own)))
            if own is None or value is None:
                continue
            if own > value:
                broken = True
                told = msg(ABOVE_CASE, name=party.name, offence=charge.offence, own=plain(own), whole=plain(value))
                yield FieldError(f"{at}.value_cny", told)
            about = next((one.stands for one in made if one.stated is charge), ())
            most[about], last = max(own, most.get(about, own)), f"{at}.value_cny"
    apart = sum(map(len, most)) == len({stand for about in most for stand in about})
    if value is not None and not broken and apart and (whole := added(most.values())) > value:
        yield FieldError(last, msg(SUM_ABOVE_CASE, own=plain(whole), whole=plain(value)))
