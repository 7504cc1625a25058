"""What the form of an act asks first, and how: everything else that the catalogue lets an act say stands under 其他.

Labels and types are those of ``rules/proceedings/arguments.yaml``; here stand order, hints and closed lists.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from rules.settlement.credit_types import credit_types
from rules.settlement.prices import titles

CONDITIONAL = ("term", "within_a_year", "repentance", "heard", "objected")
"""What is said of 附条件不起诉 alone."""

FIRST: dict[str, tuple[str, ...]] = {
    "record_police": ("measure", "persons"),
    "prosecute": ("court", "persons", "charges", "jurisdiction"),
    "not_prosecute": ("persons", "kind", "basis", "ground", "approval", *CONDITIONAL),
    "record_plea": ("persons", "lawyer"),
    "receive": ("number", "panel"),
    "rule": ("sentence", "fine", "panel"),
    "rule_2": ("outcome", "sentence", "remit"),
    "serve": ("persons",),
    "take_effect": (),
    "appeal": ("requested_by", "persons", "court"),
    "protest": ("ground", "court"),
    "suspend": ("persons", "ground"),
    "terminate": ("persons", "ground"),
    "return_for_investigation": ("ground",),
    "send_back": ("ground",),
    "withdraw_prosecution": ("ground", "approval"),
    "revoke_non_prosecution": ("persons", "ground", "approval"),
    "suggest_sentence": ("suggestion", "statement"),
    "ask_to_adjust": ("statement", "ground"),
    "adjust": ("suggestion", "ground"),
    "amend_charges": ("charges", "persons"),
    "note_performance": ("statement",),
    "open_claim": ("persons", "ground", "approval"),
    "notice": ("to",),
    "end_claim": ("ground", "approval"),
    "sue": ("attached", "court", "jurisdiction", "persons"),
    "change_claim": ("ground",),
    "agree": ("attended_by", "signed"),
    "announce": ("number", "to"),
    "settle": ("ground",),
    "withdraw_suit": ("ground", "met"),
    "start": ("persons", "bureau"),
    "talk": ("attended_by", "result"),
    "confirm": ("court", "number"),
    "opine": ("to", "persons"),
    "decide": ("outcome", "sentence", "persons", "basis"),
    "not_punish": ("ground", "basis", "approval"),
    "move_to_police": ("persons", "ground"),
    "urge": ("term", "concerns"),
    "apply": ("court", "concerns"),
    "withdraw_application": ("ground", "term"),
    "perform_for": ("performer", "cost", "concerns"),
    "open_supervision": ("bureau", "lead", "approval"),
    "advise": ("term", "urgent", "concerns", "approval"),
    "answer": ("result", "partly"),
    "sue_bureau": ("court", "jurisdiction", "approval"),
    "end": ("ground", "approval"),
    "order": ("measurer", "object", "term"),
    "submit": ("tonnes", "value", "author", "heads"),
    "review": ("opinion",),
    "return": ("ground",),
    "redo": ("ground", "measurer"),
    "adopt": (),
    "reject": ("ground",),
    "cancel": ("ground",),
    "undertake": ("signed",),
    "propose": (),
    "fix": ("basis",),
    "fix_payment": ("amount", "deposit", "payee", "term"),
    "group": ("persons", "amount", "shares"),
    "perform": (),
    "deposit_paid": ("amount", "payer", "payee"),
    "deposit_returned": ("amount", "to", "decided_by"),
    "deposit_used": ("amount", "to", "decided_by"),
    "deposit_forfeited": ("amount", "ground", "decided_by"),
    "insurance_paid": ("amount", "payer", "payee"),
    "decide_rest": ("remains", "ground"),
    "refund": ("amount", "to", "decided_by", "ground"),
    "spend": ("amount", "purpose", "to", "decided_by"),
    "inspect": ("result", "rate", "year", "method", "attended_by"),
    "remind": ("term",),
    "declare_failed": ("ground",),
    "convert": ("request", "rest"),
    "waive": ("ground",),
    "refer": ("executor", "rest"),
    "open_enforcement": ("number",),
    "notify_debtor": ("term",),
    "enforce": ("measure", "amount"),
    "settle_enforcement": ("request", "rest"),
    "substitute": ("performer", "cost"),
    "end_this_round": ("ground", "approval", "signed"),
    "assign": ("persons", "role", "approval"),
    "replace": ("persons", "role", "replaces"),
    "absent": ("persons", "to", "begins", "until", "ground"),
    "recuse": ("persons", "ground", "requested_by"),
    "decide_recusal": ("granted", "ground", "approval", "replaces"),
    "transfer": ("to", "ground"),
    "split": ("persons", "ground"),
    "merge": ("case", "ground"),
    "merge_into": ("case", "ground"),
    "correct": ("fact", "old", "new", "renamed"),
    "return_for_correction": ("fact", "ground"),
    "void": ("number", "ground"),
    "hand_in": ("number",),
    "hearing": ("opinion", "attended_by", "place"),
    "site_visit": ("result", "attended_by", "place"),
    "opinion": ("opinion", "author"),
    "fact": ("facts", "persons"),
    "event": ("event", "persons", "date"),
    "death": ("persons", "date"),
    "succeed": ("persons", "heirs", "ground"),
    "notify": ("to",),
    "advise_court": ("note",),
    "reopen": ("ground", "approval", "stay"),
}
"""Of the arguments of an act, those that matter, in order."""

PERFORMED = {
    "tonnes": ("buy", "retire", "credit", "serials"),
    "amount": ("amount", "payer", "payee"),
    "area_mu": ("area_mu", "trees"),
    "trees": ("trees", "area_mu"),
    "months": ("months",),
    "days": ("days", "hours"),
    "hours": ("hours", "days"),
    "times": ("times",),
}
"""By what a duty is counted in: what its performance is entered by."""

_OF_MONEY = ("beneficiary", "date", "note")
_OF_WORK = ("performer", "beneficiary", "partial", "date", "note")
PERFORMED_REST = {
    "tonnes": ("seller", "agent", "price", "amount", "payer", "beneficiary", "date", "note"),
    "amount": _OF_MONEY,
    "area_mu": _OF_WORK,
    "trees": _OF_WORK,
    "months": _OF_WORK,
    "days": _OF_WORK,
    "hours": _OF_WORK,
    "times": _OF_WORK,
}
"""What else its performance may say."""

INSPECTED = {
    "area_mu": ("result", "rate", "year", "area_mu", "trees", "rectify_by", "method", "attended_by"),
    "trees": ("result", "rate", "year", "trees", "area_mu", "rectify_by", "method", "attended_by"),
    "months": ("result", "rectify_by", "method", "attended_by"),
    "days": ("result", "quantity", "rectify_by", "method", "attended_by"),
    "hours": ("result", "quantity", "rectify_by", "method", "attended_by"),
    "times": ("result", "quantity", "rectify_by", "method", "attended_by"),
    "amount": ("result", "rate", "year", "rectify_by", "method", "attended_by"),
    "tonnes": ("result", "method"),
}
"""What its inspection says."""

PAPER_FIRST = ("certificate", "undertaking", "report", "receipt", "contract")
"""Papers that get their own place in a form; every other is handed in under 文书."""

RECUSED_FOR = (
    ("是本案当事人或者当事人的近亲属", _("是本案当事人或者当事人的近亲属")),
    ("本人或者近亲属与本案有利害关系", _("本人或者近亲属与本案有利害关系")),
    ("担任过本案的证人、鉴定人、辩护人、诉讼代理人", _("担任过本案的证人、鉴定人、辩护人、诉讼代理人")),
    ("与本案当事人有其他关系，可能影响公正处理", _("与本案当事人有其他关系，可能影响公正处理")),
    ("接受请客送礼，或者违反规定会见当事人及其委托的人", _("接受请客送礼，或者违反规定会见当事人及其委托的人")),
    ("参加过本案的侦查、审查起诉或者前一程序的审判", _("参加过本案的侦查、审查起诉或者前一程序的审判")),
    ("其他（在说明中写明）", _("其他（在说明中写明）")),
)
"""Why somebody steps aside: 刑诉法29, 30, 解释27–29; 民诉法47 names the same."""

CHOICES: dict[str, tuple[tuple[str, object], ...]] = {
    "not_prosecute.kind": (
        ("法定不起诉", _("法定不起诉（第一百七十七条第一款）")),
        ("相对不起诉", _("相对不起诉（第一百七十七条第二款）")),
        ("存疑不起诉", _("存疑不起诉（第一百七十五条第四款）")),
        ("附条件不起诉", _("附条件不起诉（第二百八十二条）")),
    ),
    "inspect.result": (("合格", _("合格")), ("部分合格", _("部分合格")), ("不合格", _("不合格"))),
    "credit": (*((one.id, one.title) for one in credit_types().values() if one.issued), ("其他", _("其他"))),
    "price_rule": tuple((one, one) for one in titles()),
    "rule_2.outcome": (("维持", _("维持")), ("改判", _("改判")), ("发回重审", _("发回重审"))),
    "decide.outcome": (("处罚", _("行政处罚")), ("责令", _("责令改正、恢复")), ("其他", _("其他"))),
    "reopen.stay": (("", _("依法律的规定")), ("是", _("中止原裁判的执行")), ("否", _("不中止原裁判的执行"))),
    "recuse.ground": RECUSED_FOR,
    "decide_recusal.granted": (("是", _("准许，应当回避")), ("否", _("驳回，不需要回避"))),
    "decide_recusal.ground": (*RECUSED_FOR, ("不属于应当回避的情形", _("不属于应当回避的情形"))),
    "mode": (("", _("由一人履行")), ("按份", _("按份")), ("连带", _("连带"))),
}

LONG = (
    *("facts", "sentence", "note", "ground", "suggestion", "opinion"),
    *("plan", "charges", "lead", "result", "request", "renamed"),
)
"""Arguments that are written in more than a line."""

HINTS: dict[str, object] = {
    "approval": _("批准人、日期，如：检察长 2026年11月2日批准"),
    "charges": _("一人一行写明被指控的罪名和事实"),
    "court": _("机关全称，如：某县人民法院"),
    "bureau": _("机关全称，如：某县林业局"),
    "due": _("写日期（2026-12-31），或者“判决生效后6个月”“刑满释放后6个月”“造林季节”“缓刑考验期内”"),
    "term": _("写日期（2026-12-31），或者“10日”“送达后15日”"),
    "rectify_by": _("写日期（2026-12-31），或者“30日”"),
    "heads": _("几项以顿号分开，如：乔木层碳汇损失、服务功能损失"),
    "signed": _("在文书上签名的人；须由履行人本人或者其监护人签名"),
    "request": _("申请人和日期；认购碳汇、劳务代偿须由当事人自己申请"),
    "measurer": _("林业局、公司、研究院所或者专家的名称"),
    "author": _("在结果上署名的人或者单位；与登记人不同的，为外部结果，须附报告"),
    "opinion.author": _("当事人、机关或者专家的姓名、名称"),
    "tonnes": _("按报告所写的数，不取整"),
    "value": _("报告以金额表示损失的，填金额"),
    "jurisdiction": _("集中管辖、指定管辖的依据；一般管辖的不填"),
    "shares": _("一人一行：姓名：数额"),
    "renamed": _("一人一行：现有姓名：更正后的姓名"),
    "result": _("检查、会议、整改的结果"),
    "serials": _("照登记机构的编号写全，如：FJ-2024-000001 至 FJ-2024-000096；登记簿中有的，从登记簿认购"),
    "number": _("如：（2022）闽0627刑初1号"),
    "panel": _("几人以顿号分开"),
    "attended_by": _("几人以顿号分开"),
    "lawyer": _("在场的辩护人或者值班律师"),
    "sentence": _("已经附上文书或者列明义务的，可以不填"),
    "payer": _("不是本人缴纳的，写实际付款人"),
    "rate": _("成活率、保存率，百分数，如 88"),
    "rest": _("结转到新义务的数额；不填的，为尚未履行的全部"),
    "object": _("地点、面积、树种等，如：某镇某村 1-2 小班 11 亩"),
    "event": _("期限由这里起算、停止或者结束"),
    "measure": _("如：取保候审、刑事拘留、移送审查起诉"),
    "to": _("机关或者单位的全称"),
    "role": _("检察官、法官、林业干部、书记员"),
    "fact": _("哪一项记载"),
    "persons": _("不选的，为全部当事人"),
    "insurance_paid.payer": _("赔付的保险人"),
    "remains": _("与该义务同一单位的数字；或者写“全部”“无”"),
    "decide_rest.due": _("履行期限有变更的填写"),
    "death.persons": _("死亡的人"),
    "succeed.persons": _("死亡的义务人"),
    "not_prosecute.term": _("附条件不起诉的考验期：六个月以上一年以下，如“8个月”"),
    "repentance": _("附条件不起诉的写明"),
    "heard": _("附条件不起诉以前应当听取；没有被害人的写明"),
    "reopen.stay": _("再审民事裁判的，裁定中止；再审刑事裁判的，不停止执行，可以决定中止"),
    "rule.replaces": _("如 o1、o2；分别代替的写 o1：o5，o2：o6"),
    "rule_2.replaces": _("如 o1、o2；分别代替的写 o1：o5，o2：o6"),
    "forfeit": _("文书的原文；没有写明的不填，保证金只用于修复或者退还"),
    "fallback_sum": _("文书没有写明部分履行如何扣减的，写数额，并在书面理由中说明"),
}

DUTY_REST = (
    "mode",
    "covers",
    "rate",
    "years",
    "inspector",
    "payee",
    "fallback",
    "forfeit",
    "performer",
    "factor",
    "day_wage",
    "days",
    "village",
    "season",
    "instalments",
    "credit",
    "price",
    "price_rule",
    "price_source",
    "price_date",
)
"""Of an obligation: what is asked first, and what under 其他要求."""

DUTY_ALWAYS = ("mode", "covers", "performer", "fallback", "forfeit")
"""Of these, what may be said of any duty."""

_OF_LABOUR = ("inspector", "factor", "day_wage", "days", "village")
_OF_TREES = ("rate", "years", "inspector", "season", "instalments")
DUTY_REST_OF = {
    "tonnes": ("credit", "price", "price_rule", "price_source", "price_date", "factor"),
    "amount": ("payee", "instalments", "factor"),
    "area_mu": _OF_TREES,
    "trees": _OF_TREES,
    "months": ("inspector", "village", "season"),
    "days": _OF_LABOUR,
    "hours": _OF_LABOUR,
}
"""What else is said of a duty, by what it is counted in."""

PLACES = {"procuratorate": "procuratorate", "court": "court", "bureau": "bureau", "executor": "court"}
"""Arguments that name an institution, and of which kind."""
