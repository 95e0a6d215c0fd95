"""Random households, small and awkward: what a planner has to survive."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    FilingStatus,
    GainRule,
    Household,
    IdenticalGroups,
    Lot,
    LotId,
    LotMethod,
    Market,
    OrderId,
    PlannerName,
    Policy,
    Position,
    Quote,
    RankedSecurity,
    RankedTlhSettings,
    Registration,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
    Transaction,
    TransactionType,
    WashLookback,
)

AS_OF = date(2026, 6, 15)
PRICES = ("50", "33.333", "101.01", "50", "9.99", "1", "947.3", "0.07", "500000", "0.00001")
STEPS = ("1", "1", "1", "0.001", "0.1")
LIMITS = ("0", "0", "50", "1000", "100000")
ORPHANS = (Symbol("ORPHAN"), Symbol("STRAY"))
CASH = st.sampled_from(["25000", "1000000", "0", "0.01", "99.99", "1000", "-500"]).map(Decimal)


def dates() -> st.SearchStrategy[date]:
    """Mostly around both ends of the wash window and of the first year, some any time before."""
    near = st.sampled_from([0, 1, 15, 29, 30, 31, 32, 60, 364, 365, 366, 1000])
    days = st.one_of(near, st.integers(0, 2000))
    return days.map(lambda ago: AS_OF - timedelta(days=ago))


@st.composite
def targets(draw: st.DrawFn, *, most: int = 6) -> TargetPortfolio:
    """Two to `most` classes with ranks, ties and counted securities; weights may be zero."""
    size = draw(st.integers(2, most))
    parts = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size).filter(any))
    weights = [Decimal(part * 10**8 // sum(parts)) / 10**8 for part in parts]
    weights[parts.index(max(parts))] += 1 - sum(weights)
    classes = [
        AssetClass(name=f"Class {n}", weight=weight, securities=_securities(draw, n))
        for n, weight in enumerate(weights)
    ]
    if draw(st.booleans()):
        classes.insert(draw(st.integers(0, size)), AssetClass(name="Cash", weight=Decimal(0)))
    return TargetPortfolio(asset_classes=tuple(classes))


def _securities(draw: st.DrawFn, number: int) -> tuple[RankedSecurity, ...]:
    count = draw(st.integers(1, 4))
    ranks = sorted(draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)))
    found = [
        RankedSecurity(symbol=Symbol(f"S{number}{letter}"), rank=rank)
        for letter, rank in zip("ABCD", ranks, strict=False)
    ]
    if draw(st.integers(0, 3)) == 0:
        found.append(RankedSecurity(symbol=Symbol(f"S{number}X"), rank=9, buyable=False))
    return tuple(found)


@st.composite
def lots_of(draw: st.DrawFn, number: int, symbol: Symbol, price: Decimal) -> Lot:
    """A lot whose gain is small, large, of either sign, nothing at all, or unknown."""
    quantity = Decimal(draw(st.sampled_from(["10", "77", "1000", "1", "3", "0.5", "12.345"])))
    worth = (quantity * price).quantize(Decimal("0.01"))
    factor = draw(st.sampled_from(["1.3", "0.97", "1", "1.01", "0.5", "4", "0"]))
    basis = (worth * Decimal(factor)).quantize(Decimal("0.01"))
    gap = draw(st.integers(0, 15))
    return Lot(
        lot_id=LotId(f"L{number}"),
        symbol=symbol,
        quantity=quantity,
        basis=None if gap == 0 else basis,
        acquired=None if gap == 1 else draw(dates()),
    )


@st.composite
def accounts_of(
    draw: st.DrawFn,
    universe: tuple[Symbol, ...],
    market: Market,
    *,
    most_lots: int = 40,
    most: int = 4,
) -> tuple[Account, ...]:
    """One to `most` accounts, each more often taxable than not."""
    kinds = [
        draw(st.sampled_from([*[Registration.TAXABLE] * 5, *Registration]))
        for _ in range(draw(st.integers(1, most)))
    ]
    size = draw(st.integers(0, most_lots))
    places = st.tuples(st.integers(0, len(kinds) - 1), st.sampled_from(universe))
    held = draw(st.lists(places, min_size=size, max_size=size))
    lots: list[dict[Symbol, list[Lot]]] = [{} for _ in kinds]
    for number, (place, symbol) in enumerate(held):
        lot = draw(lots_of(number, symbol, market.price(symbol)))
        lots[place].setdefault(symbol, []).append(lot)
    return tuple(
        Account(
            account_id=AccountId(f"a{number}"),
            registration=kind,
            positions=tuple(
                Position(symbol=symbol, lots=tuple(of)) for symbol, of in lots[number].items()
            ),
            cash=draw(CASH),
            min_cash=Decimal(draw(st.sampled_from(["0", "0", "50.05", "5000"]))),
            quantity_step=Decimal(draw(st.sampled_from(STEPS))),
            lot_method=draw(st.sampled_from([*[LotMethod.SPECIFIC] * 3, *LotMethod])),
        )
        for number, kind in enumerate(kinds)
    )


@st.composite
def transactions_of(
    draw: st.DrawFn, accounts: tuple[Account, ...], universe: tuple[Symbol, ...]
) -> tuple[Transaction, ...]:
    """Sales with and without a gain; purchases of held lots, of gone lots, and without a lot."""
    rows = []
    for number in range(draw(st.integers(0, 8))):
        account = draw(st.sampled_from(accounts))
        if draw(st.booleans()):
            rows.append(_sale(draw, account, draw(st.sampled_from(universe))))
        else:
            rows.append(_purchase(draw, account, draw(st.sampled_from(universe)), number))
    return tuple(rows)


def _sale(draw: st.DrawFn, account: Account, symbol: Symbol) -> Transaction:
    gain = draw(st.sampled_from([None, "-100", "-0.01", "0", "250"]))
    return Transaction(
        trade_date=draw(dates()),
        account_id=account.account_id,
        type=TransactionType.SELL,
        symbol=symbol,
        quantity=Decimal(draw(st.integers(1, 50))),
        gain=None if gain is None else Decimal(gain),
    )


def _purchase(draw: st.DrawFn, account: Account, symbol: Symbol, number: int) -> Transaction:
    kind = draw(
        st.sampled_from([TransactionType.BUY, TransactionType.REINVEST, TransactionType.VEST])
    )
    known = [lot for lot in account.lots if lot.acquired is not None]
    order_id = draw(st.sampled_from([None, OrderId("O1"), OrderId("O2")]))
    row = Transaction(
        trade_date=draw(dates()),
        account_id=account.account_id,
        type=kind,
        symbol=symbol,
        quantity=Decimal(draw(st.integers(1, 50))),
        order_id=order_id,
    )
    how = draw(st.sampled_from(["lot", "gone", "none"]))
    if how == "lot" and known:
        lot = draw(st.sampled_from(known))
        assert lot.acquired is not None
        return replace(
            row,
            trade_date=lot.acquired,
            symbol=lot.symbol,
            quantity=lot.quantity,
            lot_id=lot.lot_id,
        )
    return replace(row, lot_id=LotId(f"GONE{number}")) if how == "gone" else row


@st.composite
def policies(draw: st.DrawFn, target: TargetPortfolio, planner: PlannerName) -> Policy:
    """Both look-backs, limits from nothing to plenty, forced buys, and things never traded."""
    forced: dict[str, Symbol | None] = {}
    for asset_class in target.asset_classes:
        if asset_class.securities and draw(st.integers(0, 7)) == 0:
            choice = st.sampled_from([None, *(s.symbol for s in asset_class.securities)])
            forced[asset_class.name] = draw(choice)
    symbols = [s.symbol for c in target.asset_classes for s in c.securities]
    names = [*map(str, symbols), *(f"a0:{symbol}" for symbol in symbols)]
    wishes = st.frozensets(st.sampled_from(names), max_size=2)
    return Policy(
        planner=planner,
        wash_lookback=draw(st.sampled_from(WashLookback)),
        never_sell=draw(wishes),
        never_buy=draw(wishes),
        forced_buys=forced,
        ranked_tlh=RankedTlhSettings(
            max_loss_to_forgo=Decimal(draw(st.sampled_from(LIMITS))),
            max_gain_to_sell=Decimal(draw(st.sampled_from(LIMITS))),
            gain_rule=draw(st.sampled_from(GainRule)),
        ),
    )


@st.composite
def situations(
    draw: st.DrawFn, planner: PlannerName = PlannerName.RANKED_TLH, *, most_lots: int = 40
) -> Situation:
    """A household with everything that a planner looks at."""
    target = draw(targets())
    served = tuple(s.symbol for c in target.asset_classes for s in c.securities)
    universe = (*served, *ORPHANS)
    market = Market(
        quotes={
            symbol: Quote(symbol=symbol, price=Decimal(draw(st.sampled_from(PRICES))))
            for symbol in universe
        }
    )
    accounts = draw(accounts_of(universe, market, most_lots=most_lots))
    groups = st.lists(st.frozensets(st.sampled_from(universe), min_size=2, max_size=3), max_size=2)
    household = Household(
        name="Random",
        accounts=accounts,
        identical=IdenticalGroups(draw(groups)),
        transactions=draw(transactions_of(accounts, universe)),
    )
    return Situation(
        household=household,
        target=target,
        market=market,
        tax=draw(st.sampled_from([TAX, None])),
        policy=draw(policies(target, planner)),
        as_of=AS_OF,
    )


TAX = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.24"),
    federal_long=Decimal("0.15"),
    realized_short=Decimal(0),
    realized_long=Decimal(0),
)
