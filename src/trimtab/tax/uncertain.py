"""What the figures rest on where the record or the law leaves it open: named, never silent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.domain import AccountId, Household, Symbol
from trimtab.domain.event import Arrival, Event
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent
from trimtab.money import ZERO, dollars_text
from trimtab.tax.history import SaleLine
from trimtab.tax.matching import related
from trimtab.tax.wash_sale import WashFlag, WashRules, WashSale

_DOCS = "explanation/wash-sales.md"
_Lines = Sequence[SaleLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Wash sales of one row about which the law, or the record, leaves the same open."""

    flag: WashFlag
    source: str
    symbol: Symbol
    sold: date
    seller: AccountId
    bought: Symbol
    acquired: date
    buyer: AccountId
    permanent: bool


def flagged(household: Household, sales: _Lines, washes: Iterable[WashSale]) -> Iterator[Problem]:
    """A remark for the wash sales that are not certain to be treated as here (W13, W14).

    What is open in the same way about one sale and one purchase is said once, in one sum.
    """
    asked: dict[_Question, Decimal] = {}
    for wash in washes:
        for flag in sorted(wash.flags, key=lambda flag: flag.value):
            question = _Question(
                flag=flag,
                source=sales[wash.line].source,
                symbol=wash.symbol,
                sold=wash.sold,
                seller=wash.account_id,
                bought=wash.replacement_symbol,
                acquired=wash.acquired,
                buyer=wash.replacement_account,
                permanent=wash.permanent,
            )
            asked[question] = asked.get(question, ZERO) + wash.disallowed
    for question, amount in asked.items():
        why, fix = _open_point(household, question)
        yield _remark(
            f"{dollars_text(amount)} of the loss on {question.symbol} sold on {question.sold} in "
            f"{question.seller} is denied for {question.bought} bought on "
            f"{question.acquired} in {question.buyer}",
            why,
            fix,
            question.source,
        )


def _open_point(household: Household, asked: _Question) -> tuple[str, str]:
    """(what is open and how it is counted, what to do)."""
    seller, buyer = household.account(asked.seller), household.account(asked.buyer)
    if asked.flag is WashFlag.SHELTER:
        why = (
            f"no ruling speaks of accounts like {asked.buyer} ({buyer.registration.value}); the "
            "loss is counted as lost for good, as Rev. Rul. 2008-5 does for IRAs"
        )
        fix = "decide with your adviser whether it is lost"
    elif asked.flag is WashFlag.RELATED:
        taken = "counted as lost for good" if asked.permanent else "put on the shares bought"
        why = (
            f"{seller.owner} and {buyer.owner} are taken for spouses (Pub. 550); where the loss "
            f"goes is not stated in the law, and it is {taken}"
        )
        fix = (
            "give both accounts their true owner, or correct taxes.filing_status; decide with "
            "your adviser where the loss goes"
        )
    else:
        why = (
            f"the broker of {asked.buyer} adjusted that lot already; it may have replaced others "
            "before"
        )
        fix = "give the sale that the adjustment came from, or wash_used"
    return why, fix


def not_spouses(household: Household, sales: _Lines, rules: WashRules) -> Iterator[Problem]:
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
                "by taxes.filing_status they are not married, and another owner is no spouse (W14)",
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
    """Sales whose gain is not known and that `listed` does not name yet, each once."""
    named = {problem.where for problem in listed}
    parts: dict[str, list[SaleLine]] = {}
    for line in sales:
        if line.gain is None and (not line.source or line.source not in named):
            parts.setdefault(line.sale_id, []).append(line)
    for lines in parts.values():
        line = lines[0]
        if line.realized.proceeds is None:
            lacks, fix = "what it brought in", "give the amount of its row, or the gain"
        else:
            lots = list(dict.fromkeys(line.lot.lot_id for line in lines))
            of = f"lot {lots[0]}" if len(lots) == 1 else f"lots {', '.join(lots)}"
            lacks, fix = f"the basis of {of}", "give the basis of the lot, or the gain of the row"
        yield _remark(
            f"the gain of {line.lot.symbol} sold on {line.sold} in {line.account_id} is not known: "
            f"{lacks} is not",
            "it counts as a loss that a purchase may undo, and as nothing in the results of the "
            "year",
            fix,
            line.source,
        )


def _remark(what: str, why: str, fix: str, source: str) -> Problem:
    return replace(Inconsistent(what, why, fix).problem(source), docs=_DOCS)
