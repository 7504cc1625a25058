"""The list of cases that a person may see, by key."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlalchemy.orm import selectinload

from casework import db, paging, permissions
from casework.accounts import Person
from casework.cases import search
from casework.proceedings import queries
from casework.proceedings.models import Folder, FolderDay, FolderPerson, FolderSeat, FolderTerm
from casework.proceedings.queries import seen_by
from casework.proceedings.shelves import WATCHING, watching
from rules.proceedings.seats import ASSIGNED

PER_PAGE = 20
STATES = ("open", "archived", "reopened")
LIVE = ("open", "reopened")

_KEY = (paging.moment, paging.row_number)
NEWEST_FIRST = paging.Order((FolderSeat.updated_at, FolderSeat.folder_id), _KEY, descending=True)
NEWEST_IN_HAND = paging.Order((FolderPerson.updated_at, FolderPerson.folder_id), _KEY, descending=True)
NEWEST_OF_ALL = paging.Order((Folder.updated_at, Folder.id), _KEY, descending=True)
BY_DUE = paging.Order((FolderDay.due, FolderDay.folder_id), (datetime.date.fromisoformat, paging.row_number))
NEWEST_FILED = paging.Order((FolderSeat.folder_id,), (paging.row_number,), descending=True)
NEWEST_FILED_IN_HAND = paging.Order((FolderPerson.folder_id,), (paging.row_number,), descending=True)
NEWEST_FILED_OF_ALL = paging.Order((Folder.id,), (paging.row_number,), descending=True)
CHANGED, DUE, FILED = "", "due", "filed"
SORTS = (CHANGED, DUE, FILED)
"""By the last change, by the next last day, by the day on which the case was filed."""


@dataclass(frozen=True)
class _Orders:
    """One order along the rows of an institution, of a person who has cases in hand there, and of all cases."""

    seen: paging.Order
    in_hand: paging.Order
    of_all: paging.Order

    def by(self, places: queries.Places) -> paging.Order:
        return self.of_all if places.many else self.seen


_ORDERS = {
    CHANGED: _Orders(NEWEST_FIRST, NEWEST_IN_HAND, NEWEST_OF_ALL),
    FILED: _Orders(NEWEST_FILED, NEWEST_FILED_IN_HAND, NEWEST_FILED_OF_ALL),
}

LATE = "late"
WINDOWS = {LATE: None, "7": 7, "30": 30}
"""Which last days: passed, or within so many days from today."""

MOST_EXPORTED = 1000


@dataclass(frozen=True)
class Listed:
    """A case of the list. ``offence``: what it is about; ``others``: what else somebody in it is charged with;
    ``people``: who has it in hand at the institutions whose cases the reader sees; ``due``: the next last day that
    somebody has to keep, below today where it passed."""

    __tablename__ = "folders"  # of what the number is, for the record of who took it

    id: int
    reference: str
    title: str
    state: str
    headline: str
    offence: str
    updated_at: datetime.datetime
    others: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    due: datetime.date | None = None

    def days_left(self, today: datetime.date) -> int | None:
        """Until its last day, below zero where it is late."""
        return None if self.due is None else (self.due - today).days

    @property
    def key(self) -> str:
        """Its place in the list."""
        return paging.key_text(self.updated_at, self.id)

    @property
    def due_key(self) -> str:
        """Its place in the list by last days."""
        return paging.key_text(self.due, self.id)

    @property
    def filed_key(self) -> str:
        """Its place in the list by filing."""
        return paging.key_text(self.id)


@dataclass(frozen=True)
class Filter:
    """What to look for. Empty means everything; ``offence``: any that somebody is charged with; ``text``: part of a
    number, of the name or of a party's name; ``handler``: the name of who has the case in hand; ``due``: a window
    of last days, whose cases are in the order of these; ``sort``: the order, the last changed first where it is empty.
    """

    state: str = ""
    offence: str = ""
    text: str = ""
    handler: str = ""
    due: str = ""
    sort: str = CHANGED

    @property
    def narrows(self) -> bool:
        return bool(self.state or self.offence or self.text or self.handler or self.due)

    @property
    def order(self) -> str:
        """The order in which it is listed."""
        return DUE if self.due else self.sort


@dataclass(frozen=True)
class Listing:
    """A page of cases and how many there are in all."""

    page: paging.Page[Listed]
    total: paging.Count


def listing(person: Person, wanted: Filter | None = None, at: paging.At = paging.FIRST) -> Listing:
    """The cases that the person may see and that match, the last changed first."""
    wanted = wanted or Filter()
    places = queries.places_of(person)
    own = wanted.handler and permissions.only_own(person, permissions.SEE_FOLDERS)
    if wanted.order == DUE:
        found = _by_days(places, wanted, at, _of_handler(person, wanted.handler) if own else None)
    elif own:
        found = _in_hand(person, wanted, at)
    else:
        found = _of_all(person, places, wanted, at)
    return replace(found, page=_completed(places, found.page))


def everything(person: Person, wanted: Filter) -> list[Listed]:
    """All cases of the list, page after page, up to ``MOST_EXPORTED``."""
    rows: list[Listed] = []
    at = paging.FIRST
    while len(rows) < MOST_EXPORTED:
        page = listing(person, wanted, at).page
        rows += page.rows
        if page.after is None:
            break
        at = paging.At(page.after)
    return rows[:MOST_EXPORTED]


def _by_days(places: queries.Places, wanted: Filter, at: paging.At, of_handler: search.Hits | None) -> Listing:
    """By last days, which are kept for each state and each offence that is charged. What else narrows the list is asked
    of each row where much matches it; of little, the last days are looked up."""
    narrowing = [of_handler] if of_handler else []
    if search.searched(wanted.text):
        narrowing.append(search.hits(wanted.text, _terms(BY_DUE)))
    place: Any = FolderDay.institution_id
    reader: Any = FolderDay.reader
    if any(not hits.many for hits in narrowing):
        # Sums keep a database from reading all last days of an institution or a reader: the hits are fewer.
        place, reader = place + 0, reader + ""
    asked = (reader == watching(wanted.state, wanted.offence), *_window(wanted.due))
    rows = select(*BY_DUE.columns).where(*asked)
    for hits in narrowing:
        rows = hits.met_in(rows) if hits.many else hits.among(rows)
    ranges = [rows.where(part) for part in places.parts(place)]
    if places.many:  # a case has a row for each of its institutions
        ranges = [part.distinct() for part in ranges]
    # Counted as one query: of several, a database reads all rows before it tells those that are the same.
    seen = [rows.where(places.among(place))]
    return Listing(_page(ranges, BY_DUE, at), _count(seen, [_Way(wanted)], FolderDay.folder_id))


def _of_handler(person: Person, name: str) -> search.Hits:
    """The last days of the cases that a colleague has in hand."""
    theirs = and_(FolderPerson.institution_id == person.institution_id, FolderPerson.name == name)
    return search.looked_up(theirs, search.Terms(FolderPerson.folder_id, FolderPerson.name, FolderDay.folder_id))


def _window(due: str) -> tuple[ColumnElement[bool], ...]:
    today = db.today()
    if due == LATE:
        return (FolderDay.due < today,)
    days = WINDOWS.get(due)
    return (FolderDay.due >= today, FolderDay.due <= today + datetime.timedelta(days=days)) if days else ()


def handlers(person: Person) -> tuple[str, ...]:
    """Whose cases can be asked for: the people of his institution who may have cases in hand, himself first. None
    where he sees the cases of others: their people are found by text."""
    if not permissions.only_own(person, permissions.SEE_FOLDERS):
        return ()
    query = select(Person).where(Person.institution_id == person.institution_id, Person.active)
    query = query.options(selectinload(Person.held))
    can = [one.name for one in db.session().scalars(query) if set(ASSIGNED) & set(permissions.acting_seats(one))]
    return tuple(sorted(set(can), key=lambda name: (name != person.name, name)))


def _in_hand(person: Person, wanted: Filter, at: paging.At) -> Listing:
    """The cases that one of his colleagues has in hand: so few that the rest is asked of each."""
    own = (FolderPerson.institution_id == person.institution_id, FolderPerson.name == wanted.handler)
    ways, order = list(_ways(wanted)), _ORDERS[wanted.order].in_hand
    found = [way.of(_filtered(way.wanted, order).where(*own), order) for way in ways]
    if search.searched(wanted.text):
        hits = search.hits(wanted.text, _terms(order))
        found = [hits.met_in(rows) for rows in found]
    return Listing(_page(found, order, at), _count(found, ways, FolderPerson.folder_id))


def _completed(places: queries.Places, page: paging.Page[Listed]) -> paging.Page[Listed]:
    """The rows with who has each case in hand and the next last day of it."""
    ids = [one.id for one in page.rows]
    people: dict[int, list[str]] = {}
    named = select(FolderPerson.folder_id, FolderPerson.institution_id, FolderPerson.name)
    for row in sorted(db.session().execute(named.where(FolderPerson.folder_id.in_(ids)))):
        if places.many or row.institution_id in places.ids:
            people.setdefault(row.folder_id, []).append(row.name)
    due: dict[int, datetime.date] = {}
    days = select(FolderDay.folder_id, FolderDay.reader, FolderDay.due).where(FolderDay.folder_id.in_(ids))
    # Of each case there are a few; asked for by reader, or sorted, all would be read.
    for number, reader, day in db.session().execute(days):
        if reader == WATCHING:
            due[number] = min(day, due.get(number, day))
    rows = [replace(one, people=tuple(people.get(one.id, ())), due=due.get(one.id)) for one in page.rows]
    return replace(page, rows=rows)


def _of_all(person: Person, places: queries.Places, wanted: Filter, at: paging.At) -> Listing:
    """All that he sees."""
    orders = _ORDERS[wanted.order]
    order = orders.by(places)
    ways = list(_ways(wanted))
    ranges = [part for way in ways for part in _seen(person, places, way, orders)]
    found = [way.among(_filtered(way.wanted, orders.seen)) for way in ways]
    if not search.searched(wanted.text):
        seen = [rows.where(places.among(FolderSeat.institution_id)) for rows in found]
        return Listing(_page(ranges, order, at), _count(seen, ways))
    hits = search.hits(wanted.text, _terms(orders.seen))
    # The sum keeps a database from reading all that an institution sees: the hits are fewer.
    seen = [hits.among(rows.where(places.among(FolderSeat.institution_id + 0))) for rows in found]
    if not hits.many:
        return Listing(_page([rows.distinct() for rows in seen], orders.seen, at), _count(seen, ways))
    met = [replace(hits, of=_terms(order)).met_in(part) for part in ranges]
    return Listing(_page(met, order, at), replace(_count(seen, ways), more=True))


@dataclass(frozen=True)
class _Way:
    """One of the ways in which a case matches; ``beside``: by another offence than the first one."""

    wanted: Filter
    beside: search.Hits | None = None

    def among(self, rows: Select[Any]) -> Select[Any]:
        return rows if self.beside is None else self.beside.among(rows)

    def of(self, rows: Select[Any], order: paging.Order) -> Select[Any]:
        """The rows of a list in its order, met one by one where many match."""
        if self.beside is None:
            return rows
        hits = replace(self.beside, of=_terms(order))
        return hits.met_in(rows) if hits.many else hits.among(rows)


def _ways(wanted: Filter) -> Iterator[_Way]:
    yield _Way(wanted)
    beside = search.marked(wanted.offence, _terms(NEWEST_FIRST)) if wanted.offence else None
    if beside is not None and beside.found:
        yield _Way(replace(wanted, offence=""), beside)


def latest_live(person: Person, most: int) -> list[Folder]:
    """The cases that the person sees and that are not put away, the last changed first: so many at most."""
    places, orders = queries.places_of(person), _ORDERS[CHANGED]
    ranges = [part for state in LIVE for part in _seen(person, places, _Way(Filter(state)), orders)]
    query = paging.along(ranges, orders.by(places), None, most, False, select(Folder), Folder.id)
    return list(db.session().scalars(query))


def _seen(person: Person, places: queries.Places, way: _Way, orders: _Orders) -> list[Select[Any]]:
    """What matches and is seen, as stretches of an index."""
    if not places.many:
        return _ranges(places, way, orders.seen)
    # By change, cases of an offence are met along all; by filing, an index has those of each state and offence.
    parts = _by_state(way.wanted) if orders is _ORDERS[FILED] else [way.wanted]
    return [way.of(_filtered(each, orders.of_all).where(seen_by(person)), orders.of_all) for each in parts]


def _by_state(wanted: Filter) -> list[Filter]:
    """The same state by state where an offence is asked for: indexes have the state before the offence."""
    if wanted.state or not wanted.offence:
        return [wanted]
    return [replace(wanted, state=state) for state in STATES]


def _terms(order: paging.Order) -> search.Terms:
    return search.Terms(FolderTerm.folder_id, FolderTerm.term, order.columns[-1])


def _filtered(wanted: Filter, order: paging.Order) -> Select[Any]:
    """What matches: cases, or of each case a row for every institution that sees it."""
    of: Any = order.columns[-1].class_
    rows = select(*order.columns)
    if wanted.state:
        rows = rows.where(of.state == wanted.state)
    if not wanted.offence:
        return rows
    if order is NEWEST_OF_ALL:  # asked of each row: along the index by filing, all that match would be sorted
        return rows.where(of.offence + "" == wanted.offence)
    rows = rows.where(of.offence == wanted.offence)
    return rows if wanted.state else rows.where(of.state.in_(STATES))


def _ranges(places: queries.Places, way: _Way, order: paging.Order) -> list[Select[Any]]:
    """The same of few institutions, a stretch or more for each; of few cases, by these."""
    wanted = way.wanted
    if way.beside is not None and not way.beside.many:
        rows = way.among(_filtered(wanted, order).where(places.among(FolderSeat.institution_id + 0)))
        return [rows.distinct()]
    parts = places.parts(FolderSeat.institution_id)
    made = [_filtered(each, order).where(part) for part in parts for each in _by_state(wanted)]
    return [way.of(rows, order) for rows in made]


def _numbers(rows: Select[Any], number: Any) -> Select[Any]:
    return rows.with_only_columns(number, maintain_column_froms=True).distinct()


def _count(found: Sequence[Select[Any]], ways: Sequence[_Way], number: Any = FolderSeat.folder_id) -> paging.Count:
    """How many cases several queries find together; ``number``: the column that names a case in them."""
    numbers = [_numbers(rows, number) for rows in found]
    both = numbers[0] if len(numbers) == 1 else select(union(*numbers).subquery())
    counted = paging.count_of(both)
    return replace(counted, more=True) if any(way.beside and way.beside.many for way in ways) else counted


def _page(ranges: list[Select[Any]], order: paging.Order, at: paging.At) -> paging.Page[Listed]:
    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        return paging.along(ranges, order, beyond, most, back, select(Folder), Folder.id)

    make, key = _made(order)
    page = paging.page_of(query, order, at, PER_PAGE, make, key)
    others = search.marks_of([one.id for one in page.rows], _terms(NEWEST_FIRST))
    return replace(page, rows=[replace(one, others=others.get(one.id, ())) for one in page.rows])


def _made(order: paging.Order) -> tuple[Callable[[Any], Listed], Callable[[Listed], str]]:
    """How a row of this order becomes a case of the list, and the key of that."""
    if order is BY_DUE:
        return lambda row: replace(_listed(row), due=row[1]), lambda one: one.due_key
    return _listed, (lambda one: one.key) if len(order.columns) > 1 else (lambda one: one.filed_key)


def _listed(row: tuple[Folder, Any]) -> Listed:
    one = row[0]
    return Listed(one.id, one.reference, one.title, one.state, one.headline, one.offence, one.updated_at)
