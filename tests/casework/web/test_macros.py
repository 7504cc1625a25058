"""The parts that pages are made of: the worksheet, forms with their mistakes, tags, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired

from casework.rulebook.in_english import RULES, rule_said
from rules.assess import assess
from rules.casefile import load
from rules.deciding.book import load_lawbook
from rules.record.assessment import AssessmentRecord
from rules.record.deciding import NOT_DUE, NOT_KNOWN, PersonGradeRecord
from tests.conftest import make_app

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

Render = Callable[..., str]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The application; macros need no database."""
    return make_app("sqlite://", tmp_path)


@pytest.fixture
def render(app: Flask) -> Iterator[Render]:
    """Renders a piece of template that may use every macro."""
    imports = "".join(
        f'{{% import "macros/{name}.html" as {name} %}}'
        for name in ("worksheet", "forms", "parts", "rules", "folder", "persons")
    )
    with app.test_request_context():
        yield lambda piece, **values: app.jinja_env.from_string(imports + piece).render(**values)


@pytest.fixture(scope="module")
def result() -> AssessmentRecord:
    (file,) = EXAMPLES.glob("*nanjing*.yaml")
    return assess(load(file.read_bytes())).record


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_line_shows_formula_above_values_above_result(render: Render, result: AssessmentRecord) -> None:
    html = render("{{ worksheet.worksheet(lines) }}", lines=result.worksheet)
    computed = [line for line in result.worksheet if line.kind == "computed"]
    assert computed
    for line in computed:
        shown = re.search(rf'<li class="line computed" id="line-{line.no}">.*?</li>', html, re.DOTALL)
        assert shown
        order = [shown.group().index(f'class="line-{part}"') for part in ("formula", "values", "result", "source")]
        assert order == sorted(order)
        assert line.result in shown.group()


def test_lines_are_numbered_and_refer_to_one_another_by_link(render: Render, result: AssessmentRecord) -> None:
    html = render("{{ worksheet.worksheet(lines) }}", lines=result.worksheet)
    anchors = set(re.findall(r'id="(line-\d+)"', html))
    links = set(re.findall(r'href="#(line-\d+)"', html))
    assert len(anchors) == len(result.worksheet)
    assert links
    assert links <= anchors


def test_each_unverified_value_is_marked_where_it_stands(render: Render, result: AssessmentRecord) -> None:
    html = render("{{ worksheet.worksheet(lines) }}", lines=result.worksheet)
    unverified = [line for line in result.worksheet if line.confidence == "unverified"]
    assert unverified
    assert html.count('<span class="mark must-check">待核</span>') == len(unverified)


def test_remarks_and_a_field_for_more_stand_beside_their_line(render: Render, result: AssessmentRecord) -> None:
    html = render(
        '{% call(item) worksheet.worksheet(lines, {2: [{"who": "法官甲", "text": "请注明出处"}]}) %}'
        '<textarea name="remark-{{ item.no }}"></textarea>{% endcall %}',
        lines=result.worksheet,
    )
    second = re.search(r'id="line-2">.*?</li>', html, re.DOTALL)
    assert second
    assert "法官甲： 请注明出处" in plain(second.group())
    assert html.count("<textarea") == len(result.worksheet)


def test_a_worksheet_without_remarks_has_no_place_for_them(render: Render, result: AssessmentRecord) -> None:
    assert "line-remark" not in render("{{ worksheet.worksheet(lines) }}", lines=result.worksheet)


class Row(Form):
    species = StringField("树种", [DataRequired("请填写树种")])


class Sample(FlaskForm):
    name = StringField("案号", [DataRequired("请填写案号")], description="没有编号的留空")
    kind = RadioField(
        "损失类型", [DataRequired("请选择损失类型")], choices=[SelectChoice("a", "采伐"), SelectChoice("b", "烧毁")]
    )
    agreed = BooleanField("认罪认罚")
    rows = FieldList(FormField(Row), min_entries=2)


@pytest.fixture
def form(app: Flask) -> Iterator[FlaskForm]:
    with app.test_request_context(method="POST"):
        made = Sample()
        assert not made.validate()
        yield made


def test_every_mistake_in_the_summary_links_to_its_field(render: Render, form: FlaskForm) -> None:
    html = render("{{ forms.error_summary(form) }}", form=form)
    assert re.findall(r'href="#([^"]+)"', html) == ["name", "kind", "rows-0-species", "rows-1-species"]
    assert "有 4 处需要改正" in html
    assert 'role="alert"' in html


def test_a_form_without_mistakes_has_no_summary(render: Render, app: Flask) -> None:
    with app.test_request_context():
        assert render("{{ forms.error_summary(form) }}", form=Sample()).strip() == ""


def test_hint_and_mistake_are_tied_to_the_control(render: Render, form: Any) -> None:
    html = render("{{ forms.field(form.name) }}", form=form)
    control = re.search(r"<input[^>]*>", html)
    assert control
    assert 'aria-describedby="name-hint name-error"' in control.group()
    assert 'aria-invalid="true"' in control.group()
    assert 'id="name-hint"' in html
    assert 'id="name-error"' in html
    assert '<label for="name">' in html


def test_choices_are_a_group_with_a_legend(render: Render, form: Any) -> None:
    html = render("{{ forms.field(form.kind) }}", form=form)
    assert re.search(r'<fieldset aria-describedby="kind-error" id="kind"[^>]*>\s*<legend>损失类型', html)
    assert html.count('type="radio"') == 2


def test_optional_fields_are_told_apart_in_words(render: Render, form: Any) -> None:
    assert "（选填）" not in render("{{ forms.field(form.name) }}", form=form)
    assert "认罪认罚" in render("{{ forms.field(form.agreed) }}", form=form)


def test_what_was_typed_is_shown_again_and_escaped(render: Render, app: Flask) -> None:
    with app.test_request_context(method="POST", data={"name": '"><script>'}):
        html = render("{{ forms.field(form.name) }}", form=Sample())
    assert "<script>" not in html
    assert "&lt;script&gt;" in html or "&#34;&gt;&lt;script&gt;" in html


def test_a_state_is_told_in_words_beside_its_shape(render: Render) -> None:
    for state, name in (("open", "办理中"), ("archived", "已归档"), ("reopened", "重新启用")):
        html = render("{{ folder.state_tag(state) }}", state=state)
        assert plain(html) == name
        assert 'class="tag-shape" aria-hidden="true"' in html


def test_rules_show_article_reason_and_what_would_change_them(render: Render, result: AssessmentRecord) -> None:
    text = plain(render("{{ rules.rule_groups(items) }}", items=result.rules))
    for rule in result.rules:
        assert rule.says in text
        assert f"{rule.basis}" in text
        if rule.would_fire_if:
            assert rule.would_fire_if in text


def test_rules_that_most_cases_meet_are_in_english_and_the_others_marked_as_chinese(
    render: Render, result: AssessmentRecord
) -> None:
    from_file = {rule.says: rule for rule in result.rules}
    with force_locale("en"):
        html = render("{{ rules.rule_list(items) }}", items=tuple(from_file.values()))
        told = {rule.says: rule_said(rule.says) for rule in from_file.values()}
    for says, said in told.items():
        known = from_file[says].id.partition("/")[0] in RULES
        assert (said != says) is known
        assert (re.search("[\u4e00-\u9fff]", said) is None) is known
        assert (f'lang="zh-CN">{says}</span>' in html) is not known
    assert any(said != says for says, said in told.items())


def test_every_rule_that_is_told_in_english_is_one_of_the_law() -> None:
    assert {rule.id for rule in load_lawbook().rules} >= RULES


def test_on_chinese_pages_a_rule_is_as_the_law_has_it(render: Render, result: AssessmentRecord) -> None:
    assert all(rule_said(rule.says) == rule.says for rule in result.rules)


def test_a_closed_route_gives_its_reasons(render: Render, result: AssessmentRecord) -> None:
    text = plain(render("{{ rules.routes(items) }}", items=result.routes))
    for route in result.routes:
        assert f"{route.route} {'可用' if route.open else '不可用'}" in text
        assert all(str(reason) in text for reason in route.reasons)


def test_an_empty_list_says_what_belongs_there_and_the_next_step(render: Render) -> None:
    html = render('{% call parts.empty("空无一物。") %}<a href="/cases/new">立案</a>{% endcall %}')
    assert plain(html) == "空无一物。 立案"


def test_a_digest_is_grouped_for_the_eye_and_whole_for_the_machine(render: Render) -> None:
    html = render("{{ parts.digest(text) }}", text="ab" * 32)
    assert f'title="{"ab" * 32}"' in html
    assert html.count("<span>abababab</span>") == 8


@pytest.mark.parametrize(("untold", "word"), [(NOT_DUE, NOT_DUE), (None, NOT_KNOWN)])
def test_of_a_person_without_a_grade_the_table_says_which_of_both_it_is(
    render: Render, result: AssessmentRecord, untold: str | None, word: str
) -> None:
    grade = PersonGradeRecord(value=None, law=None, article=None, reason="", untold=untold)
    person = result.persons[0].model_copy(update={"grade": grade, "charges": ()})
    html = render("{{ persons.person_table(result) }}", result=result.model_copy(update={"persons": (person,)}))
    assert re.findall(r'data-head="档次"[^>]*><div>([^<]*)<', html) == [word]
