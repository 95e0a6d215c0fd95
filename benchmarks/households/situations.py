"""Random households as domain values, the same for a seed on every machine.

Prices are lognormal. Lots have gains and losses of both terms, some bought in the last 30 days; one
security in twelve was declared identical to another, one in twenty-five belongs to no class and a
few were sold at a loss two weeks ago. The first account is taxable, the second a traditional IRA,
the third a Roth. The year so far and carried losses fall on every piece of the tax.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

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
from trimtab.money import CENT, ZERO

AS_OF = date(2026, 6, 15)
KINDS = (Registration.TAXABLE, Registration.TRADITIONAL_IRA, Registration.ROTH_IRA)
# Choices of a class that may be bought; further ones only count.
_BUYABLE = 3
_EVEN = 0.5
_YIELDS = ("0", "0.01", "0.02", "0.045")
_RATES = (("0.22", "0.15"), ("0.32", "0.15"), ("0.37", "0.20"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a household consists of; the classes do not count Cash and Other.

    limits      some have a smallest order, a commission, most orders, a turnover, a gains budget
    index       every security is a class of its own, as in an index held directly
    simple      none of the rarer things, a year already deep in gains of both terms, so that each
                lot has one known rate: what simpler models can be told
    """

    classes: int
    securities: int
    accounts: int
    lots: int
    dollars: int = 1_000_000
    limits: bool = False
    index: bool = False
    simple: bool = False


HOUSEHOLD = Size(classes=8, securities=30, accounts=3, lots=100)
HUNDRED = Size(classes=20, securities=100, accounts=2, lots=500)
FIVE_HUNDRED = Size(classes=50, securities=500, accounts=2, lots=1_500)
# Ten times the money: a lot of less than a share is not a lot.
THREE_THOUSAND = Size(classes=100, securities=3_000, accounts=2, lots=15_000, dollars=10_000_000)


def index_size(securities: int) -> Size:
    """One taxable account with every security a class of its own, three lots each."""
    return Size(
        classes=securities,
        securities=securities,
        accounts=1,
        lots=3 * securities,
        index=True,
        simple=True,
    )


def family_size(seed: int) -> Size:
    """The size of one of the family: 5 to 200 securities, evenly on a logarithmic scale."""
    random = Random(seed)
    securities = round(5 * 40 ** random.random())
    return Size(
        classes=max(2, min(24, round(securities / random.uniform(1, 6)))),
        securities=securities,
        accounts=random.randint(1, 3),
        lots=round(securities * random.uniform(1, 5)),
        limits=seed % 2 == 1,
    )


def random_situation(seed: int, size: Size) -> Situation:
    """The household of `seed`."""
    return _Draw(random=Random(seed), size=size).situation()


@dataclass
class _Draw:
    random: Random
    size: Size
    prices: dict[Symbol, Decimal] = field(default_factory=dict)
    owner: dict[Symbol, int] = field(default_factory=dict)
    weights: list[Decimal] = field(default_factory=list)

    def situation(self) -> Situation:
        self._securities()
        self._weights()
        accounts = self._accounts()
        return Situation(
            household=Household(
                name="Random",
                accounts=accounts,
                identical=self._identical(),
                transactions=tuple(self._losses(accounts[0])),
            ),
            target=self._target(),
            market=Market(quotes={symbol: self._quote(symbol) for symbol in self.prices}),
            tax=self._tax(),
            policy=self._policy(),
            as_of=AS_OF,
        )

    def _rarely(self, often: float = 0.12) -> bool:
        return not self.size.simple and self.random.random() < often

    def _securities(self) -> None:
        for number in range(self.size.securities):
            symbol = Symbol(f"S{number:04}")
            self.prices[symbol] = _cents(max(0.5, 80 * self.random.lognormvariate(0, 0.8)))
            # -1: in no class.
            self.owner[symbol] = -1 if self._rarely(0.04) else number % self.size.classes

    def _weights(self) -> None:
        shape = 6.0 if self.size.index else 2.0
        parts = [self.random.gammavariate(shape, 1) for _ in range(self.size.classes)]
        cash = ZERO if self.size.index else Decimal("0.01")
        weights = [_to(part / sum(parts) * float(1 - cash), "0.000001") for part in parts]
        weights[0] += 1 - cash - sum(weights, ZERO)
        self.weights = weights

    def _accounts(self) -> tuple[Account, ...]:
        held: dict[tuple[int, Symbol], list[Lot]] = {}
        symbols, places = list(self.prices), range(self.size.accounts)
        members = [max(1, list(self.owner.values()).count(one)) for one in range(len(self.weights))]
        for number in range(self.size.lots):
            symbol = symbols[number % len(symbols)]
            owner = self.owner[symbol]
            part = 0.01 if owner < 0 else float(self.weights[owner]) / members[owner]
            each = self.size.lots / len(symbols)
            value = 0.97 * self.size.dollars * part / each * self.random.lognormvariate(0, 0.4)
            (account,) = self.random.choices(places, (3, 2, 1)[: len(places)])
            held.setdefault((account, symbol), []).append(self._lot(number, symbol, value))
        return tuple(self._account(number, held) for number in range(self.size.accounts))

    def _account(self, number: int, held: dict[tuple[int, Symbol], list[Lot]]) -> Account:
        cash = _cents(self.size.dollars * self.random.uniform(0.002, 0.05) / self.size.accounts)
        return Account(
            account_id=AccountId(f"account{number}"),
            registration=KINDS[number],
            positions=tuple(
                Position(symbol=symbol, lots=tuple(lots))
                for (account, symbol), lots in held.items()
                if account == number
            ),
            cash=cash,
            min_cash=_cents(float(cash) / 5) if self._rarely(0.3) else ZERO,
        )

    def _lot(self, number: int, symbol: Symbol, value: float) -> Lot:
        random, price = self.random, self.prices[symbol]
        shares = Decimal(max(1, round(value / float(price))))
        if self._rarely():
            shares += Decimal(random.randint(1, 999)) / 1000
        age = random.randint(1, 30) if self._rarely(0.05) else random.randint(31, 1500)
        moved = random.lognormvariate(-0.08, 0.25 * (age / 400) ** 0.5)
        return Lot(
            lot_id=LotId(f"L{number:05}"),
            symbol=symbol,
            quantity=shares,
            basis=_cents(float(shares * price) * moved),
            acquired=AS_OF - timedelta(days=age),
        )

    def _identical(self) -> IdenticalGroups:
        symbols = list(self.prices)
        pairs = zip(symbols, symbols[self.size.classes :], strict=False)
        return IdenticalGroups(pair for pair in pairs if self._rarely(0.08))

    def _losses(self, account: Account) -> Iterator[Transaction]:
        """Sales at a loss two weeks ago, whose securities may not be bought back yet."""
        for symbol in self.prices:
            if self._rarely(0.02):
                yield Transaction(
                    trade_date=AS_OF - timedelta(days=self.random.randint(3, 25)),
                    account_id=account.account_id,
                    type=TransactionType.SELL,
                    symbol=symbol,
                    quantity=Decimal(10),
                    amount=_cents(10 * float(self.prices[symbol])),
                    gain=Decimal(-100),
                )

    def _target(self) -> TargetPortfolio:
        served: list[list[Symbol]] = [[] for _ in self.weights]
        for symbol, owner in self.owner.items():
            if owner >= 0:
                served[owner].append(symbol)
        classes = tuple(
            AssetClass(
                name=f"Class {number}",
                weight=weight,
                securities=tuple(
                    RankedSecurity(
                        symbol=symbol, rank=rank, buyable=rank < _BUYABLE or self.size.index
                    )
                    for rank, symbol in enumerate(served[number])
                ),
                yield_ordinary=Decimal(self.random.choice(_YIELDS)),
                yield_qualified=Decimal(self.random.choice(_YIELDS)),
            )
            for number, weight in enumerate(self.weights)
        )
        left = 1 - sum(self.weights, ZERO)
        cash = AssetClass(name="Cash", weight=left)
        return TargetPortfolio(asset_classes=(*classes, cash))

    def _quote(self, symbol: Symbol) -> Quote:
        price = self.prices[symbol]
        if self.size.simple or self.random.random() < _EVEN:
            return Quote(symbol=symbol, price=price)
        half = _cents(max(0.01, float(price) * self.random.uniform(0.0001, 0.0005)))
        return Quote(symbol=symbol, price=price, bid=price - half, ask=price + half)

    def _tax(self) -> TaxProfile:
        random, dollars = self.random, self.size.dollars
        ordinary, long = random.choice(_RATES)
        signs = (1, 1) if self.size.simple else (random.choice((-1, 0, 1)), random.choice((0, 1)))
        part = 0.2 if self.size.simple else 0.02
        carried = dollars * random.uniform(0, 0.02) if self._rarely(0.3) else 0
        budget = self.size.limits and self._rarely()
        return TaxProfile(
            filing_status=random.choice((FilingStatus.SINGLE, FilingStatus.MARRIED_SEPARATE)),
            federal_ordinary=Decimal(ordinary),
            federal_long=Decimal(long),
            niit=not self.size.simple and random.random() < _EVEN,
            state=ZERO if self.size.simple else Decimal(random.choice(("0", "0.05", "0.093"))),
            realized_short=signs[0] * _cents(dollars * part * random.uniform(0.5, 1)),
            realized_long=signs[1] * _cents(dollars * part * random.uniform(0.5, 1)),
            carryforward_short=_cents(carried),
            gains_budget=_cents(0.01 * dollars) if budget else None,
            gains_budget_hard=budget,
        )

    def _policy(self) -> Policy:
        if self.size.simple:
            return Policy(min_harvest_dollars=ZERO, min_harvest_fraction=ZERO)
        if not self.size.limits:
            return Policy()
        return Policy(
            min_trade_dollars=Decimal(250) if self._rarely(0.3) else ZERO,
            commission=Decimal("4.95") if self._rarely() else ZERO,
            max_turnover=Decimal("0.1") if self._rarely() else Decimal(1),
            max_orders=max(4, self.size.securities // 2) if self._rarely() else 0,
        )


def _to(value: float, unit: str) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(unit))


def _cents(value: float) -> Decimal:
    return _to(value, str(CENT))
