"""What the figures of a tax report do not know, and what the law leaves open: named, each once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import Account, AccountId, Household, Symbol, Term
from trimtab.errors import Problem
from trimtab.money import ZERO
from trimtab.report.numbers import day, money
from trimtab.tax import SaleLine, TaxHistory, WashFlag, WashSale

_DOCS = "explanation/wash-sales.md"


def doubts_of(
    household: Household, history: TaxHistory, sales: Iterable[SaleLine]
) -> list[Problem]:
    """Gains among `sales` that are not known, and their wash sales that could be treated otherwise.

    Sales that the history itself lists as incomplete are left to it.
    """
    lines = list(sales)
    reported = {id(line) for line in lines}
    own = {place for place, line in enumerate(history.sales) if id(line) in reported}
    accounts = {account.account_id: account for account in household.accounts}
    washes = [wash for wash in history.wash_sales if wash.line in own]
    listed = {problem.where for problem in history.incomplete}
    untold = (line for line in lines if line.gain is None and line.source not in listed)
    return [*_unknown_gains(untold), *_open_questions(washes, accounts)]


def unknown_in(sales: Iterable[SaleLine], year: int, term: Term | None = None) -> int:
    """How many sales of `year`, of one term or of both, have a gain that is not known.

    The lines of one sale are one.
    """
    return len(
        {
            line.sale_id
            for line in sales
            if line.gain is None and line.sold.year == year and term in {None, line.term}
        }
    )


def _unknown_gains(sales: Iterable[SaleLine]) -> Iterator[Problem]:
    """One for each sale, by the first of its lines."""
    first: dict[str, SaleLine] = {}
    for line in sales:
        first.setdefault(line.sale_id, line)
    for line in first.values():
        lot = line.lot
        if line.realized.proceeds is None:
            lack, fix = "what it brought in", "give the amount of its row"
        else:
            lack, fix = f"the basis of lot {lot.lot_id}", "give the basis of the lot"
        file, _, number = line.source.rpartition(":")
        yield Problem(
            what=f"the gain of {lot.symbol} sold on {line.sold} in {line.account_id} is not known: "
            f"{lack} is not",
            file=file or None,
            line=int(number) if number.isdecimal() else None,
            why=f"it counts as nothing in the results of {line.sold.year}",
            fix=fix,
            docs=_DOCS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Wash sales about which the law leaves the same open."""

    flag: WashFlag
    seller: AccountId
    buyer: AccountId
    symbol: Symbol
    sold: date
    permanent: bool


def _open_questions(
    washes: Iterable[WashSale], accounts: Mapping[AccountId, Account]
) -> Iterator[Problem]:
    asked: dict[_Question, Decimal] = {}
    for wash in washes:
        for flag in sorted(wash.flags, key=lambda flag: flag.value):
            question = _Question(
                flag=flag,
                seller=wash.account_id,
                buyer=wash.replacement_account,
                symbol=wash.symbol,
                sold=wash.sold,
                permanent=wash.permanent,
            )
            asked[question] = asked.get(question, ZERO) + wash.disallowed
    for question, dollars in asked.items():
        yield _question(question, dollars, accounts[question.seller], accounts[question.buyer])


def _question(asked: _Question, dollars: Decimal, seller: Account, buyer: Account) -> Problem:
    what = (
        f"{money(dollars, cents=True)} of loss on {asked.symbol}, sold on {day(asked.sold)} in "
        f"{asked.seller}, is denied for a purchase in {asked.buyer}"
    )
    if asked.flag is WashFlag.SHELTER:
        why = (
            f"no ruling speaks of accounts like {asked.buyer} ({buyer.registration.value}); the "
            "loss is counted as lost for good, as Rev. Rul. 2008-5 does for IRAs"
        )
        fix = "decide with your adviser whether it is lost"
    else:
        taken = "counted as lost for good" if asked.permanent else "put on the shares bought"
        why = (
            f"{seller.owner} and {buyer.owner} are taken for spouses (Pub. 550); where the loss "
            f"goes is not stated in the law, and it is {taken}"
        )
        fix = "give both accounts their true owner; decide with your adviser where the loss goes"
    return Problem(what=what, why=why, fix=fix, docs=_DOCS)
