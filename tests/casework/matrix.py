"""What each route answers to whom, said apart from the code that decides it: the table that ``test_matrix`` walks.

A route is put into one of the classes below for each of its methods, and whoever adds a route puts it here. ``reach``
says what a person of a role at a place meets: ``IN`` (the page, or a refusal of what was sent), ``FORBIDDEN`` (403),
``UNKNOWN`` (404) or ``AWAY`` (the sign-in page).
"""

from __future__ import annotations

IN, FORBIDDEN, UNKNOWN, AWAY = "in", "forbidden", "unknown", "away"
AT_HOME = "in, forbidden or unknown"
"""At home whatever the acts of the case say; anybody there may be told that the case has no such thing."""

OWN, COLLEAGUE, COUNTY, KIND, NOBODY = "own", "colleague", "other county", "other kind", "nobody"
"""Places: the institution of the case, beside the person who took it over, its like in another county, an institution
of another kind that has no seat, and no sign-in at all."""

PLACES = (OWN, COUNTY, KIND)

PUBLIC, ALL = "public", "all"
STEP = "step"  # the second step of signing in: whoever did not take the first is sent to it
CASE = "case"  # who sees the case
PEOPLE = "people"  # who looks after people anywhere
TARGET = "target"  # who looks after this person or institution
PROJECT = "project"  # who keeps this project
HOUSE = "house"  # officers of the bureau whose bank account it is
BUREAU = "bureau"  # officers of any forestry bureau
REPLY = "reply"  # officers of the bureau whose reply it is, or of one above it
FOLDER = "folder"  # whose institution has a seat in the case that is kept by its acts
MACHINE = "machine"  # whom the settings name by a word or an address, and no person
DRAFT = "draft"  # the office that files


BY_ACTS = "by acts"
"""What the table of acts lets somebody do in a case as it stands: those at home are let in, refused, or find that the
case has no such thing yet; to all others it is unknown. Who may do which act is held in ``tests/rules/proceedings``."""


def folder_for(*roles: str) -> str:
    """A page of a case kept by its acts, for what these roles do in it."""
    return "folder:" + ",".join(roles)


def roles(*names: str) -> str:
    """A page for these roles wherever they are."""
    return "roles:" + ",".join(names)


PROSECUTOR, OFFICER, SUPERVISOR, ADMINISTRATOR = "prosecutor", "forestry_officer", "supervisor", "administrator"
JUDGE, CLERK = "judge", "clerk"

ROUTES: dict[str, tuple[str, ...]] = {
    # endpoint -> class of GET, class of POST; "" where it has no such method
    "static": (PUBLIC, ""),
    "upkeep.health": (PUBLIC, ""),
    "upkeep.ready": (PUBLIC, ""),
    "upkeep.figures": (MACHINE, ""),
    "accounts.sign_in": (PUBLIC, PUBLIC),
    "accounts.code": (STEP, STEP),
    "accounts.link": (PUBLIC, PUBLIC),
    "accounts.language": ("", PUBLIC),
    "documents.verify": (PUBLIC, PUBLIC),
    "accounts.account": (ALL, ""),
    "accounts.password": (ALL, ALL),
    "accounts.second_factor_page": (ALL, ALL),
    "accounts.end_others": ("", ALL),
    "accounts.sign_out": ("", ALL),
    "accounts.people": (PEOPLE, ""),
    "accounts.new_person": (PEOPLE, PEOPLE),
    "accounts.person": (TARGET, ""),
    "accounts.person_name": (TARGET, TARGET),
    "accounts.person_roles": (TARGET, TARGET),
    "accounts.person_transfer": (TARGET, TARGET),
    "accounts.person_act": (TARGET, TARGET),
    "accounts.issued_link": (TARGET, ""),
    "accounts.institutions": (PEOPLE, ""),
    "accounts.new_institution": (PEOPLE, PEOPLE),
    "accounts.missing_institutions": (PEOPLE, PEOPLE),
    "accounts.institution": (TARGET, ""),
    "accounts.institution_name": (TARGET, TARGET),
    "accounts.institution_act": (TARGET, TARGET),
    "accesses.index": (roles(SUPERVISOR), ""),
    "retention.index": (ALL, ""),
    "audit.state": (ALL, ""),
    "cases.index": (ALL, ""),
    "cases.show": (CASE, ""),
    "cases.version": (CASE, ""),
    "cases.download": (CASE, ""),
    "cases.new": (roles(PROSECUTOR, OFFICER), ""),
    "cases.new_page": (roles(PROSECUTOR, OFFICER), roles(PROSECUTOR, OFFICER)),
    "cases.upload": (roles(PROSECUTOR, OFFICER), roles(PROSECUTOR, OFFICER)),
    "cases.draft": (DRAFT, ""),
    "cases.draft_page": (DRAFT, DRAFT),
    "cases.check": (DRAFT, DRAFT),
    "cases.discard": ("", DRAFT),
    "tallies.blank": (ALL, ""),
    "tallies.of_order": (BY_ACTS, ""),
    "tallies.enter_for_order": (BY_ACTS, BY_ACTS),
    "tallies.file_of_order": (BY_ACTS, ""),
    "losses.result": (FOLDER, ""),
    "losses.earlier_result": (BY_ACTS, ""),
    "losses.worksheet_book": (BY_ACTS, ""),
    "losses.decide": (FOLDER, BY_ACTS),
    "losses.measure_ordered": (BY_ACTS, BY_ACTS),
    "losses.side_by_side": (FOLDER, ""),
    "losses.compare_results": (BY_ACTS, ""),
    "losses.rival_of_result": (BY_ACTS, BY_ACTS),
    "losses.adopt_stands": ("", BY_ACTS),
    "recovery.show": (FOLDER, ""),
    "recovery.store": ("", BY_ACTS),
    "deadlines.reminders": (ALL, ""),
    "deadlines.show": (CASE, ""),
    "credits.register": (ALL, ""),
    "credits.types": (ALL, ""),
    "credits.look_up": (PUBLIC, PUBLIC),
    "credits.project": (ALL, ""),
    "credits.new_project": (roles(OFFICER), roles(OFFICER)),
    "credits.new_lot": (PROJECT, PROJECT),
    "credits.use": (ALL, ""),
    "credits.new_use": (PROJECT, PROJECT),
    "credits.release_use": (PROJECT, PROJECT),
    "credits.remove_lot": ("", PROJECT),
    "credits.buy": (BY_ACTS, BY_ACTS),  # whom the table lets perform the duty
    "credits.buy_together": (BY_ACTS, BY_ACTS),
    "credits.reserve": (BY_ACTS, BY_ACTS),
    "credits.give_back": (BY_ACTS, BY_ACTS),
    "credits.enter_retirement": (BY_ACTS, BY_ACTS),
    "credits.confirm_retirement": (BY_ACTS, BY_ACTS),
    "credits.return_retirement": ("", BY_ACTS),
    "credits.entered_certificate": (BY_ACTS, ""),
    "credits.import_lots": (roles(OFFICER), roles(OFFICER)),
    "credits.commit_lots": ("", roles(OFFICER)),
    "credits.blank_lots": (ALL, ""),
    "credits.exchanged_lots": (ALL, ""),
    "restoring.show": (BY_ACTS, ""),
    "restoring.inspections": (ALL, ""),
    "restoring.weigh_ways": (FOLDER, ""),
    "restoring.design": (BY_ACTS, BY_ACTS),
    "restoring.design_version": (BY_ACTS, ""),
    "restoring.inspect": (BY_ACTS, BY_ACTS),
    "restoring.plan": (BY_ACTS, BY_ACTS),
    "restoring.enter_sheet": (BY_ACTS, BY_ACTS),
    "restoring.confirm_sheet": (BY_ACTS, BY_ACTS),
    "restoring.return_sheet": ("", BY_ACTS),
    "insurance.insure_duty": (BY_ACTS, BY_ACTS),
    "insurance.insure_project": (PROJECT, PROJECT),
    "insurance.show": (ALL, ""),  # one on a project; who sees one of a case is held in its own tests
    "insurance.claim": (PROJECT, PROJECT),
    "insurance.settle": (PROJECT, PROJECT),
    "credits.purchase_step": (BY_ACTS, BY_ACTS),
    "credits.take_back": (BY_ACTS, BY_ACTS),
    "proceedings.index": (ALL, ""),
    "proceedings.export": (ALL, ""),
    "proceedings.todo": (ALL, ""),
    "proceedings.watch": (roles(SUPERVISOR), ""),
    "proceedings.table": (ALL, ""),
    "proceedings.new": (roles(PROSECUTOR, OFFICER), roles(PROSECUTOR, OFFICER)),
    "proceedings.show": (FOLDER, ""),
    "proceedings.paper": (FOLDER, ""),
    "proceedings.performance": (FOLDER, ""),
    "money.of_folder": (FOLDER, ""),
    "money.sheet_of_folder": (FOLDER, ""),
    "money.report": (ALL, ""),
    "money.accounts": (ALL, ""),
    "money.new_account": (roles(PROSECUTOR, CLERK, OFFICER, ADMINISTRATOR),) * 2,
    "money.end_account": (HOUSE, HOUSE),
    "money.sheet_of_report": (ALL, ""),
    "proceedings.act": (folder_for(PROSECUTOR, JUDGE, OFFICER, CLERK),) * 2,  # who may assign
    "proceedings.facts": (FOLDER, ""),
    "proceedings.facts_version": (FOLDER, ""),
    "proceedings.facts_edit": (BY_ACTS, ""),  # whether the table of acts lets him change them is looked at after that
    "proceedings.facts_page": (BY_ACTS, BY_ACTS),
    "proceedings.facts_upload": (BY_ACTS, BY_ACTS),
    "proceedings.facts_check": (BY_ACTS, BY_ACTS),
    "proceedings.facts_discard": ("", BY_ACTS),
    "proceedings.rules": (FOLDER, ""),
    "proceedings.hand_over": (TARGET, TARGET),
    "proceedings.seal": (FOLDER, ""),
    "proceedings.change_seal": ("", BY_ACTS),  # whose institution has a seat, and in which roles
    "proceedings.sealed": (roles(PROSECUTOR, JUDGE), roles(PROSECUTOR, JUDGE)),
    "documents.index": (ALL, ""),
    "documents.former": (ALL, ""),
    "documents.of_case": (CASE, ""),
    "documents.pdf": (CASE, ""),
    "documents.of_folder": (FOLDER, ""),
    "documents.draw_up": ("", BY_ACTS),  # which kinds of papers a case admits, and of which office
    "documents.paper": (BY_ACTS, ""),
    "documents.edit_paper": ("", BY_ACTS),
    "documents.check_paper": ("", BY_ACTS),
    "documents.issue_paper": ("", BY_ACTS),
    "documents.discard_paper": ("", BY_ACTS),
    "documents.withdraw_paper": ("", BY_ACTS),
    "documents.serve_paper": ("", BY_ACTS),
    "documents.paper_pdf": (BY_ACTS, ""),
    "documents.paper_docx": (BY_ACTS, ""),
    "documents.paper_proof": (BY_ACTS, ""),
    "documents.publication": (BY_ACTS, ""),
    "documents.approve_publication": ("", BY_ACTS),
    "documents.publication_pdf": (BY_ACTS, ""),
    "documents.office_page": (TARGET, TARGET),
    "documents.replies_page": (BUREAU, ""),
    "documents.new_reply": (BUREAU, BUREAU),
    "documents.reply": (REPLY, ""),
    "documents.withdraw_reply": ("", REPLY),
    "documents.reply_pdf": (REPLY, ""),
    "documents.reply_docx": (REPLY, ""),
    "documents.reply_proof": (REPLY, ""),
    "documents.reply_sources": (REPLY, ""),
    "bundles.dossiers": (FOLDER, ""),
    "bundles.ask_dossier": ("", BY_ACTS),
    "bundles.download": (BY_ACTS, ""),
    "bundles.batches": (FOLDER, ""),
    "bundles.ask_batch": ("", BY_ACTS),
    "bundles.cancel_dossier": ("", BY_ACTS),
    "bundles.cancel_batch": ("", BY_ACTS),
    "parameters.register": (ALL, ""),
    "parameters.shipped": (ALL, ""),
    "parameters.left_out": (ALL, ""),
    "parameters.empty_form": (ALL, ""),
    "parameters.show": (ALL, ""),
    "parameters.new": (roles(OFFICER), roles(OFFICER)),
    "parameters.verify": (PROJECT, PROJECT),
    "parameters.withdraw": (PROJECT, PROJECT),
    "rulebook.index": (ALL, ""),
    "rulebook.subject": (ALL, ""),
    "rulebook.periods": (ALL, ""),
    "rulebook.published": (ALL, ""),
    "rulebook.rehearsal": (roles(JUDGE, SUPERVISOR), roles(JUDGE, SUPERVISOR)),
}


def reach(kind: str, role: str, place: str) -> str:
    """What somebody of this role at this place meets on a route of this class."""
    if kind == PUBLIC:
        return IN
    if kind == MACHINE:
        return UNKNOWN
    if kind == STEP:
        return AWAY if place == NOBODY else IN
    if place == NOBODY:
        return AWAY
    at_home = place in (OWN, COLLEAGUE)
    name, _, listed = kind.partition(":")
    if name == "case":
        return IN if at_home and role != ADMINISTRATOR else UNKNOWN
    if name == "roles":
        return IN if role in listed.split(",") else FORBIDDEN
    if kind in (PEOPLE, TARGET):
        return FORBIDDEN if role != ADMINISTRATOR else IN if kind == PEOPLE or at_home else UNKNOWN
    if kind == PROJECT:
        return IN if role == OFFICER and at_home else FORBIDDEN
    if kind == HOUSE:
        return IN if role == OFFICER and place == OWN else FORBIDDEN
    if kind in (BUREAU, REPLY):
        if role != OFFICER or place == KIND:
            return FORBIDDEN
        return IN if kind == BUREAU or at_home else UNKNOWN
    if kind == BY_ACTS:
        return AT_HOME if at_home and role != ADMINISTRATOR else UNKNOWN
    if name == FOLDER:
        if not at_home or role == ADMINISTRATOR:
            return UNKNOWN
        return IN if not listed or role in listed.split(",") else FORBIDDEN
    if kind == DRAFT:
        mine = role == PROSECUTOR and at_home  # the office of a draft is that of the prosecutor who began it
        return FORBIDDEN if role not in (PROSECUTOR, OFFICER) else IN if mine else UNKNOWN
    return IN
