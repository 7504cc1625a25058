"""The twenty things that a set of papers must do, each with the tests that try it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHECKS: dict[str, tuple[str, ...]] = {
    "1 Nanjing": ("test_acceptance::test_nanjing_has_its_papers_and_none_that_orders_planting",),
    "2 Yongan, Zhu": ("test_other_courses::test_in_yongan_the_procuratorate_makes_what_there_is_and_a_court_nothing",),
    "3 Yongan, Deng": ("test_acceptance::test_what_was_paid_and_what_was_measured_stand_side_by_side",),
    "4 Xinluo": ("test_acceptance::test_a_sum_that_is_not_split_yet_has_no_notice_to_pay",),
    "5 Xianyou": ("test_acceptance::test_in_xianyou_repair_and_credits_are_two_heads_and_each_sum_is_named_once",),
    "6 Zhangpu": ("test_acceptance::test_a_head_to_plant_without_a_sum_for_default_is_in_the_way_of_the_judgment",),
    "7 Youxi": ("test_acceptance::test_in_youxi_the_court_asks_for_another_proposal_once_the_sum_is_paid",),
    "8 Longyan": ("test_acceptance::test_in_a_second_instance_roles_are_those_of_an_appeal",),
    "9 Guixi": ("test_acceptance::test_who_was_not_prosecuted_gets_an_opinion_and_no_proposal",),
    "10 Fuliang": ("test_acceptance::test_labour_is_agreed_logged_and_worth_a_sum",),
    "11 Guzhen": (
        "test_acceptance::test_a_settlement_waits_for_thirty_days_of_notice_and_its_default_goes_to_enforcement",
    ),
    "12 several": ("test_acceptance::test_of_several_each_has_his_own_paper_with_nobody_elses_name_to_be_signed",),
    "13 a minor": (
        "test_acceptance::test_nothing_of_a_minors_case_is_published_and_who_stands_for_him_signs",
        "test_other_courses::"
        "test_of_a_minor_and_an_adult_only_the_minor_has_a_guardian_who_signs_and_nothing_is_published",
    ),
    "14 Leishan": ("test_acceptance::test_what_was_negotiated_is_confirmed_and_not_sued_for",),
    "15 a claim alone": ("test_acceptance::test_a_claim_alone_names_who_opened_it_and_when_it_was_moved",),
    "16 no claim": ("test_acceptance::test_without_a_claim_the_judgment_orders_nothing",),
    "17 no carbon lost": ("test_acceptance::test_where_nothing_was_measured_there_is_no_report_and_no_order_to_buy",),
    "18 defects": ("test_acceptance::test_defects_of_a_result_are_listed_one_by_one",),
    "19 layouts": (
        "test_layouts::test_a_pdf_says_word_for_word_what_the_page_says",
        "test_layouts::test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters",
        "test_layouts::test_issuer_and_date_stand_with_two_lines_of_text_and_room_for_a_seal",
        "test_layouts::test_page_numbers_stand_outside_seven_millimetres_below_the_text",
        "test_layouts::test_a_letter_has_its_red_name_two_double_rules_and_no_number_on_its_first_page",
        "docx/test_form::test_a_docx_says_word_for_word_what_the_page_says_and_is_the_same_again",
        "test_promises::test_a_character_that_no_font_has_is_named_and_nothing_is_made",
    ),
    "20 publication": (
        "publication/test_leaks::test_a_name_is_found_wherever_it_was_planted",
        "publication/test_copies::test_every_kind_that_is_made_public_hides_all_persons_and_keeps_office_and_number",
        "publication/test_copies::test_the_text_of_2016_names_adults_who_answer_and_hides_everybody_else",
    ),
}
"""Check -> module::test."""


@pytest.mark.parametrize("tests", CHECKS.values(), ids=CHECKS)
def test_a_check_is_tried_by_tests_that_there_are(tests: tuple[str, ...]) -> None:
    for one in tests:
        module, _, name = one.partition("::")
        tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, one
    assert tests


def test_there_are_twenty() -> None:
    assert [name.split()[0] for name in CHECKS] == [str(at) for at in range(1, 21)]
