"""Short words for small households, so that a test shows only what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    FilingStatus,
    Household,
    IdenticalGroups,
    Lot,
    LotId,
    Market,
    NotDone,
    Plan,
    PlannerName,
    PlanWarning,
    Policy,
    Position,
    Quote,
    RankedSecurity,
    Registration,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
    Transaction,
    TransactionType,
)
from trimtab.planners import PLANNERS

TODAY = date(2026, 6, 15)
OLD = date(2023, 3, 1)
TAX = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.24"),
    federal_long=Decimal("0.15"),
    realized_short=Decimal(0),
    realized_long=Decimal(0),
)

Holds = Sequence[str | Sequence[str]]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def lot(
    name: str,
    symbol: str,
    shares: int | str,
    basis: int | str | None,
    acquired: date | None = OLD,
) -> Lot:
    return Lot(
        lot_id=LotId(name),
        symbol=Symbol(symbol),
        quantity=Decimal(shares),
        basis=None if basis is None else Decimal(basis),
        acquired=acquired,
    )


def account(
    name: str = "joint",
    *lots: Lot,
    cash: int | str = 0,
    min_cash: int | str = 0,
    kind: Registration = Registration.TAXABLE,
    reinvests: Iterable[str] = (),
    step: str = "1",
) -> Account:
    by_symbol: dict[Symbol, list[Lot]] = {}
    for each in lots:
        by_symbol.setdefault(each.symbol, []).append(each)
    return Account(
        account_id=AccountId(name),
        registration=kind,
        positions=tuple(Position(symbol=s, lots=tuple(of)) for s, of in by_symbol.items()),
        cash=Decimal(cash),
        min_cash=Decimal(min_cash),
        dividend_reinvestment=frozenset(map(Symbol, reinvests)),
        quantity_step=Decimal(step),
    )


def asset_class(name: str, percent: int, holds: Holds, counts: Sequence[str] = ()) -> AssetClass:
    """`holds` in order of preference, an inner list is a tie; `counts` are never bought."""
    ranks = [[each] if isinstance(each, str) else each for each in holds]
    securities = [
        RankedSecurity(symbol=Symbol(symbol), rank=rank)
        for rank, tied in enumerate(ranks)
        for symbol in tied
    ]
    counted = [RankedSecurity(symbol=Symbol(s), rank=len(ranks), buyable=False) for s in counts]
    return AssetClass(name=name, weight=Decimal(percent) / 100, securities=(*securities, *counted))


def row(
    kind: str,
    symbol: str,
    day: date,
    *,
    shares: int | None = 10,
    where: str = "joint",
    gain: int | str | None = None,
    of: str | None = None,
) -> Transaction:
    """A line of the transactions file; `of` is the lot bought or sold."""
    return Transaction(
        trade_date=day,
        account_id=AccountId(where),
        type=TransactionType(kind),
        symbol=Symbol(symbol),
        quantity=None if shares is None else Decimal(shares),
        gain=None if gain is None else Decimal(gain),
        lot_id=None if of is None else LotId(of),
    )


def situation(
    *accounts: Account,
    classes: Sequence[AssetClass],
    prices: Mapping[str, int | str],
    rows: Iterable[Transaction] = (),
    identical: Iterable[Iterable[str]] = (),
    policy: Policy | None = None,
    tax: TaxProfile | None = TAX,
) -> Situation:
    groups = IdenticalGroups([Symbol(symbol) for symbol in group] for group in identical)
    quotes = {
        Symbol(symbol): Quote(symbol=Symbol(symbol), price=Decimal(price))
        for symbol, price in prices.items()
    }
    return Situation(
        household=Household(
            name="Test", accounts=accounts, identical=groups, transactions=tuple(rows)
        ),
        target=TargetPortfolio(asset_classes=tuple(classes)),
        market=Market(quotes=quotes),
        tax=tax,
        policy=policy or Policy(),
        as_of=TODAY,
    )


def made(given: Situation, planner: PlannerName = PlannerName.RANKED_TLH) -> Plan:
    return PLANNERS[planner](replace(given, policy=replace(given.policy, planner=planner)))


def sold(plan: Plan) -> set[str]:
    """Names of the lots sold."""
    return {str(sale.lot.lot_id) for intent in plan.sells() for sale in intent.lots}


def bought(plan: Plan) -> dict[str, str]:
    """Shares bought by `account:symbol`."""
    return {f"{buy.account_id}:{buy.symbol}": str(buy.quantity) for buy in plan.buys()}


def choices(plan: Plan) -> dict[str, str | None]:
    """What each class buys."""
    return {outcome.name: outcome.buy_symbol for outcome in plan.asset_classes}


def kept(plan: Plan) -> dict[str, str]:
    """The code of the reason for every lot left alone."""
    return {str(n.lot_id): n.reason.code for n in plan.not_done if n.lot_id is not None}


def not_done(plan: Plan, code: str) -> NotDone:
    return next(entry for entry in plan.not_done if entry.reason.code == code)


def warning(plan: Plan, code: str) -> PlanWarning:
    return next(each for each in plan.warnings if each.reason.code == code)


def warned(plan: Plan) -> set[str]:
    return {each.reason.code for each in plan.warnings}
