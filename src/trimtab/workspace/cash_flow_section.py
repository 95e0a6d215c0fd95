"""[[cash_flows]] as payments soon due, account by account."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from trimtab.domain import (
    Account,
    AccountId,
    CashFlow,
    Household,
    Registration,
    Transaction,
    TransactionType,
)
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.triggers import CashFlowSection
from trimtab.workspace.wording import did_you_mean, one_of

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_YEAR = 12

# A payment that the record shows so many days before its day is that payment.
_EARLY = timedelta(days=7)


def with_cash_flows(household: Household, settings: Settings, as_of: date) -> Household:
    """`household` with the payments due from `as_of` on, `policy.withdrawal_days` ahead.

    A payment that a transaction already shows, of the same amount in its account up to seven days
    before its day, is not due any more.
    """
    last = as_of + timedelta(days=settings.policy.withdrawal_days)
    due: dict[AccountId, list[CashFlow]] = {}
    for section in settings.cash_flows:
        account_id = account_of_flow(section, settings)
        if account_id is not None and section.amount != 0:
            for day in days_of(section, as_of, last):
                flow = CashFlow(due=day, amount=section.amount, name=section.name or "")
                due.setdefault(account_id, []).append(flow)
    if not due:
        return household
    accounts = (
        _with(account, due.get(account.account_id, []), household.transactions)
        for account in household.accounts
    )
    return replace(household, accounts=tuple(accounts))


def days_of(section: CashFlowSection, first: date, last: date) -> Iterator[date]:
    """The days of a cash flow from `first` to `last`, both included.

    A day of the month that a month does not have is its last one.
    """
    months, number = _MONTHS.get(section.every), 0
    day = section.date
    while day <= last:
        if day >= first:
            yield day
        if months is None:
            return
        number += 1
        day = _months_after(section.date, number * months)


def account_of_flow(section: CashFlowSection, settings: Settings) -> AccountId | None:
    """The account that a cash flow is in; the first taxable one where it names none.

    None where no orders are planned in that account, so that nothing is kept or raised there.
    """
    tradable = [one for one in settings.accounts if one.type is not Registration.HELD_AWAY]
    if section.account is not None:
        return next((one.id for one in tradable if one.id == section.account), None)
    taxed = (one for one in tradable if one.type is Registration.TAXABLE)
    found = next(taxed, tradable[0] if tradable else None)
    return None if found is None else found.id


def check_cash_flows(settings: Settings, places: SettingsPlaces, *, accounts_known: bool) -> None:
    """Accounts that are there, money that moves; notes on what no plan can provide for."""
    known = [section.id for section in settings.accounts]
    for index, flow in enumerate(settings.cash_flows):
        if flow.account is not None and flow.account not in known and accounts_known:
            places.problem(
                ("cash_flows", index, "account"),
                f'account "{flow.account}" is not known',
                why=one_of(known),
                fix=did_you_mean(flow.account, known) or "name one of the accounts",
            )
        elif flow.amount == 0:
            places.problem(
                ("cash_flows", index, "amount"),
                "a cash flow of nothing",
                why="dollars above zero come in, below zero go out",
                fix="write the amount, or drop the entry",
            )
        elif flow.amount < 0 and accounts_known and account_of_flow(flow, settings) is None:
            places.note(
                ("cash_flows", index),
                "nothing is kept for this withdrawal",
                why="no orders are planned in its account",
            )


def _with(
    account: Account, flows: list[CashFlow], transactions: tuple[Transaction, ...]
) -> Account:
    """`account` with the payments that its record does not show yet, in order of their day."""
    rows = [
        row
        for row in transactions
        if row.account_id == account.account_id
        and row.type in {TransactionType.WITHDRAWAL, TransactionType.DEPOSIT}
    ]
    left = []
    for flow in sorted(flows, key=lambda one: one.due):
        paid = next((row for row in rows if _is_that(row, flow)), None)
        if paid is None:
            left.append(flow)
        else:
            rows.remove(paid)
    return replace(account, cash_flows=tuple(left)) if left else account


def _is_that(row: Transaction, flow: CashFlow) -> bool:
    leaves = row.type is TransactionType.WITHDRAWAL
    early = flow.due - _EARLY <= row.trade_date <= flow.due
    return leaves == (flow.amount < 0) and row.amount == abs(flow.amount) and early


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
