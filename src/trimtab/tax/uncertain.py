"""What the figures rest on where the record or the law leaves it open: named, never silent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from trimtab.domain import Household
from trimtab.domain.event import Arrival, Event
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent
from trimtab.money import dollars_text
from trimtab.tax.history import SaleLine
from trimtab.tax.matching import related
from trimtab.tax.wash_sale import WashFlag, WashRules, WashSale

_WHY = {
    WashFlag.SHELTER: (
        "a health savings account or a workplace plan, without a ruling such as that on IRAs",
        "ask an adviser",
    ),
    WashFlag.RELATED: (
        "the account of a spouse (Pub. 550); what becomes of the loss the law does not state",
        "give both accounts one owner, or say in taxes.filing_status how you file",
    ),
    WashFlag.ADJUSTED: (
        "a lot that its broker adjusted for its own account; it may have replaced others before",
        "give the sale that the adjustment came from, or wash_used",
    ),
}


def flagged(sales: Sequence[SaleLine], washes: Iterable[WashSale]) -> Iterator[Problem]:
    """A remark for each wash sale that is not certain to be treated as it is here (W13, W14)."""
    for wash in washes:
        for flag in sorted(wash.flags, key=lambda flag: flag.value):
            what, fix = _WHY[flag]
            amount = dollars_text(wash.disallowed)
            yield Inconsistent(
                f"{amount} of the loss on {wash.symbol} sold on {wash.sold} in {wash.account_id} "
                f"is denied for {wash.replacement_symbol} bought on {wash.acquired} in "
                f"{wash.replacement_account}",
                f"that is {what}",
                fix,
            ).problem(sales[wash.line].source)


def not_spouses(
    household: Household, sales: Sequence[SaleLine], rules: WashRules
) -> Iterator[Problem]:
    """That another owner's purchases undo no loss here, on the return of an unmarried person."""
    if rules.spouses:
        return
    sellers = {
        household.account(line.account_id).owner
        for line in sales
        if line.economic_gain is None or line.economic_gain < 0
    }
    for account in household.accounts:
        others = sorted(owner for owner in sellers if related(owner, account.owner))
        if others:
            yield Inconsistent(
                f"what {account.owner} buys in {account.account_id} undoes no loss of "
                f"{', '.join(others)}",
                "taxes.filing_status is that of an unmarried person, and another owner is no "
                "spouse (W14)",
                "correct filing_status, or give both accounts one owner",
            ).problem("")


def long_orders(events: Iterable[Event]) -> Iterator[Problem]:
    """Orders with fills on several days: they are one purchase (W7), if they are one order."""
    days: dict[tuple[object, ...], dict[date, str]] = defaultdict(dict)
    for event in events:
        if isinstance(event, Arrival) and event.order is not None:
            days[event.account_id, event.order, event.symbol].setdefault(event.on, event.source)
    for (account_id, order, symbol), found in days.items():
        if len(found) > 1:
            named = ", ".join(day.isoformat() for day in sorted(found))
            yield Inconsistent(
                f"order {order} of {symbol} in {account_id} was filled on {named}",
                "fills of one order are one purchase and do not replace each other (W7)",
                "give each order an order_id of its own, if they are several",
            ).problem(found[max(found)])


def unknown_gains(sales: Iterable[SaleLine], listed: Iterable[Problem]) -> Iterator[Problem]:
    """Sales whose gain is not known and that `listed` does not name yet."""
    named = {problem.where for problem in listed}
    for line in sales:
        if line.gain is None and (not line.source or line.source not in named):
            lacks = "proceeds are" if line.realized.proceeds is None else "basis is"
            yield Inconsistent(
                f"the gain on {line.lot.symbol} sold on {line.sold} in {line.account_id} is not "
                "known",
                f"its {lacks} not known, so it counts as a loss that a purchase may undo, and as "
                "nothing in the result of the year",
                "fill in what is missing, or the gain of the row",
            ).problem(line.source)
