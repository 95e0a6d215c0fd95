"""Rebuilding every lot and every sale of a household from its transactions.

All accounts together, in order of date: the law of wash sales looks at a taxpayer, not at an
account. Lots and wash sales need no year's rates; they hold for any year.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from trimtab.domain import AccountId, FilingStatus, History, Household, Lot, TaxProfile
from trimtab.domain.event import CapitalGainDistribution, Event
from trimtab.errors import InputProblems, Problem
from trimtab.ledger import events_of
from trimtab.money import ZERO, proportion
from trimtab.tax.bookkeeping import Bookkeeper
from trimtab.tax.history import OpenLot, SaleLine, TaxHistory
from trimtab.tax.limits import limits_met
from trimtab.tax.opening import opened
from trimtab.tax.pause import no_search_for_cycles
from trimtab.tax.record import Record, part_of
from trimtab.tax.sequence import in_sequence
from trimtab.tax.transfers import lost, met
from trimtab.tax.uncertain import flagged, long_orders, not_spouses, unknown_gains
from trimtab.tax.wash_sale import CLEAR_AFTER, OpenLoss, WashRules, WashSale
from trimtab.tax.years import CarriedIn, years_of


@no_search_for_cycles()
def rebuild(
    household: Household,
    *,
    as_of: date,
    rules: WashRules | None = None,
    filing_status: FilingStatus = FilingStatus.SINGLE,
    carried_in: CarriedIn | None = None,
    profile: TaxProfile | None = None,
) -> TaxHistory:
    """Everything that the household's transactions up to `as_of`, included, say.

    Rows may come in any order. A row that does not fit is left out and named in `problems`; what a
    partial record cannot tell is named in `incomplete`. Problems are no exception: the rest stands.

    carried_in  losses carried into the year of `as_of`; None: as the record itself gives them
    profile     rates, for sales by min-tax that name no lot
    """
    keeper, events = booked(household, as_of=as_of, rules=rules or WashRules(), profile=profile)
    record = keeper.record
    sales = tuple(_sale_lines(record, as_of))
    washes = _matches(record)
    distributions = (
        event
        for event in events
        if isinstance(event, CapitalGainDistribution) and record.taxable(event.account_id)
    )
    return TaxHistory(
        as_of=as_of,
        sales=sales,
        open_lots=tuple(_open_lots(record)),
        wash_sales=washes,
        open_losses=tuple(_still_open(record, as_of)),
        years=years_of(
            sales,
            tuple(distributions),
            unmeasured=keeper.unmeasured,
            filing_status=filing_status,
            last_year=as_of.year,
            carried_in=carried_in,
        ),
        problems=tuple(sorted(keeper.problems, key=_by_line)),
        incomplete=(
            *keeper.incomplete,
            *unknown_gains(sales, keeper.incomplete),
            *flagged(household, sales, washes),
            *not_spouses(household, sales, record.rules),
            *long_orders(events),
            *limits_met(household, sales, events, profile),
        ),
    )


def find_wash_sales(
    household: Household, *, as_of: date, rules: WashRules | None = None
) -> tuple[WashSale, ...]:
    """Every match of shares sold at a loss with shares that replaced them, 26 U.S.C. 1091.

    Over all accounts and declared groups, in the order in which the matches come about. Rows that
    do not fit raise InputProblems, all of them at once.
    """
    keeper, _ = booked(household, as_of=as_of, rules=rules or WashRules())
    if keeper.problems:
        raise InputProblems(keeper.problems)
    return _matches(keeper.record)


@no_search_for_cycles()
def booked(
    household: Household, *, as_of: date, rules: WashRules, profile: TaxProfile | None = None
) -> tuple[Bookkeeper, tuple[Event, ...]]:
    """The record after the last event of `as_of`, and the events, in sequence."""
    rows = (row for row in household.transactions if row.trade_date <= as_of)
    read, problems = events_of(rows)
    start = opened(household, read)
    events = tuple(in_sequence(met(start.events)))
    record = Record(
        accounts={account.account_id: account for account in household.accounts},
        identical=household.identical,
        rules=rules,
        profile=profile,
        year=as_of.year,
        beside_lots=start.beside_lots,
        ghosts=set(start.ghosts),
        file_names=start.file_names,
        unclaimed=start.unclaimed,
    )
    keeper = Bookkeeper(
        record=record,
        strict=_complete(household),
        sale_ids=_sale_ids(events),
        problems=[*problems, *start.problems],
        incomplete=list(start.incomplete),
        unmeasured=list(start.unmeasured),
    )
    keeper.book_all(events)
    keeper.incomplete += lost(record)
    _cap_ghosts(record, household)
    return keeper, events


def _cap_ghosts(record: Record, household: Household) -> None:
    """What was bought beside a file of lots counts as held up to what the file shows of it.

    The file is the truth: what it does not show at all was sold again; what it shows and no row
    brought may be that purchase.
    """
    for account in household.accounts:
        if account.account_id not in record.beside_lots:
            continue
        for symbol, lots in list(record.lots.get(account.account_id, {}).items()):
            room = record.unclaimed.get((account.account_id, symbol), ZERO)
            kept: list[Lot] = []
            for lot in lots:
                if lot.lot_id not in record.ghosts:
                    kept.append(lot)
                elif room > 0:
                    part, _ = part_of(lot, min(room, lot.quantity))
                    kept.append(part)
                    room -= part.quantity
            record.put(account.account_id, symbol, tuple(kept))


def _complete(household: Household) -> frozenset[AccountId]:
    return frozenset(
        account.account_id for account in household.accounts if account.history is History.COMPLETE
    )


def _by_line(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0


def _sale_ids(events: Iterable[Event]) -> Iterator[str]:
    """S1, S2, ... without the names that rows have."""
    taken = {event.row_id for event in events if event.row_id}
    return (name for number in count(1) if (name := f"S{number}") not in taken)


def _sale_lines(record: Record, as_of: date) -> Iterator[SaleLine]:
    washed: dict[int, list[WashSale]] = defaultdict(list)
    for wash in record.washes:
        washed[wash.line].append(wash)
    for number, line in enumerate(record.lines):
        if record.taxable(line.realized.account_id):
            yield _sale_line(line, washed.get(number, ()), as_of)


def _sale_line(line: SaleLine, washed: Sequence[WashSale], as_of: date) -> SaleLine:
    gain, final = line.gain, line.sold + CLEAR_AFTER
    replaced = sum((wash.quantity for wash in washed), ZERO)
    open_loss = (gain is None or gain < 0) and replaced < line.lot.quantity
    final_on = final if open_loss and as_of < final else None
    if not washed and final_on is None:
        return line
    disallowed = sum((wash.disallowed for wash in washed), line.exempt)
    left = line.lot.quantity - replaced
    return replace(
        line,
        realized=replace(line.realized, adjustment=disallowed) if washed else line.realized,
        permanent=sum((wash.disallowed for wash in washed if wash.permanent), line.exempt),
        long_loss=proportion(line.long_loss, left, line.lot.quantity),
        final_on=final_on,
    )


def _matches(record: Record) -> tuple[WashSale, ...]:
    """The wash sales, with the places of their lines among those of taxable accounts."""
    places: dict[int, int] = {}
    for number, line in enumerate(record.lines):
        if record.taxable(line.account_id):
            places[number] = len(places)
    return tuple(
        wash if places[wash.line] == wash.line else replace(wash, line=places[wash.line])
        for wash in record.washes
    )


def _open_lots(record: Record) -> Iterator[OpenLot]:
    for account_id in record.accounts:
        for lots in record.lots.get(account_id, {}).values():
            for lot in lots:
                if lot.lot_id not in record.ghosts:
                    yield OpenLot(account_id=account_id, lot=lot)


def _still_open(record: Record, as_of: date) -> Iterator[OpenLoss]:
    for waiting in record.losses.values():
        yield from (loss for loss in waiting if loss.clear_from > as_of)
