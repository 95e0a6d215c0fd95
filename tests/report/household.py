"""The Rivera household on 15 June 2026, its targets and rates, and how to word a reason."""

from datetime import date
from decimal import Decimal

from tests.report.assemble import lot
from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    DriftBand,
    FilingStatus,
    Household,
    Lot,
    Market,
    Policy,
    Position,
    Quote,
    RankedSecurity,
    Reason,
    ReasonBasis,
    Registration,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
)

AS_OF = date(2026, 6, 15)
PRICES = {
    "VTI": "300", "ITOT": "130", "VOO": "550", "VEA": "66", "IEFA": "84", "VWO": "46", "IEMG": "56",
    "VNQ": "88", "SCHH": "21", "BND": "74", "SCHZ": "23",
}  # fmt: skip
JOINT, TIRA, ROTH, AWAY = (AccountId(name) for name in ("joint", "tira", "roth", "dana401k"))


def reason(code: str, setting: str = "", **params: str) -> Reason:
    """A reason; `klass` stands for the parameter `class`."""
    named = {"class" if name == "klass" else name: value for name, value in params.items()}
    return Reason(code=code, params=named, basis=ReasonBasis.RULE, setting=setting)


def asset_class(name: str, weight: str, band: tuple[str, str], *symbols: str) -> AssetClass:
    """A class with its ranks in the order given."""
    return AssetClass(
        name=name,
        weight=Decimal(weight),
        band=DriftBand(low=Decimal(band[0]), high=Decimal(band[1])),
        securities=tuple(
            RankedSecurity(symbol=Symbol(symbol), rank=rank) for rank, symbol in enumerate(symbols)
        ),
    )


TARGET = TargetPortfolio(
    asset_classes=(
        asset_class("US stocks", "0.50", ("0.45", "0.55"), "VTI", "ITOT", "VOO"),
        asset_class("Intl developed", "0.20", ("0.15", "0.25"), "VEA", "IEFA"),
        asset_class("Emerging markets", "0.08", ("0.06", "0.10"), "VWO", "IEMG"),
        asset_class("Real estate", "0.05", ("0.0375", "0.0625"), "VNQ", "SCHH"),
        asset_class("Bonds", "0.16", ("0.12", "0.20"), "BND", "SCHZ"),
        asset_class("Cash", "0.01", ("0.005", "0.03")),
    )
)
TAX = TaxProfile(
    filing_status=FilingStatus.MARRIED_JOINT,
    federal_ordinary=Decimal("0.24"),
    federal_long=Decimal("0.15"),
    state=Decimal("0.06"),
    realized_short=Decimal(900),
    realized_long=Decimal(6400),
)


def account(
    account_id: AccountId,
    name: str,
    registration: Registration,
    lots: tuple[Lot, ...],
    cash: str = "0",
) -> Account:
    """An account with its lots gathered into positions."""
    symbols = dict.fromkeys(one.symbol for one in lots)
    return Account(
        account_id=account_id,
        name=name,
        registration=registration,
        cash=Decimal(cash),
        positions=tuple(
            Position(symbol=symbol, lots=tuple(one for one in lots if one.symbol == symbol))
            for symbol in symbols
        ),
        tracked=registration is not Registration.HELD_AWAY,
    )


JOINT_LOTS = (
    lot("L1", "VTI", "420", "43764.00", "2016-03-14"),
    lot("L2", "VTI", "40", "9660.00", "2021-11-08"),
    lot("L3", "VTI", "20", "4500.00", "2025-07-08"),
    lot("L4", "VTI", "45", "14058.00", "2026-02-20"),
    lot("L5", "VEA", "600", "31200.00", "2019-05-20"),
    lot("L6", "VEA", "45", "3031.00", "2025-01-07"),
    lot("L7", "VWO", "520", "28132.00", "2021-02-16"),
    lot("L8", "VWO", "210", "11172.00", "2025-10-02"),
    lot("L9", "VNQ", "180", "20808.00", "2021-12-30"),
    lot("L10", "BND", "60", "4488.00", "2025-11-14"),
)
TIRA_LOTS = (
    lot("T1", "VTI", "300", "60000.00", "2018-01-10"),
    lot("T2", "BND", "640", "51200.00", "2020-06-01"),
    lot("T3", "VEA", "447", "22350.00", "2020-06-01"),
)
ROTH_LOTS = (
    lot("R1", "VTI", "82", "18000.00", "2019-02-01"),
    lot("R2", "VTI", "4", "1180.00", "2026-06-03"),
    lot("R3", "VWO", "148", "6216.00", "2020-09-09"),
    lot("R4", "VEA", "60", "3000.00", "2020-09-09"),
    lot("R5", "BND", "60", "4680.00", "2020-09-09"),
)


def situation(
    *,
    joint: tuple[Lot, ...] = JOINT_LOTS,
    joint_cash: str = "8000.00",
    tax: TaxProfile | None = TAX,
    target: TargetPortfolio = TARGET,
) -> Situation:
    """The Rivera household on 15 June 2026."""
    quotes = {
        Symbol(name): Quote(symbol=Symbol(name), price=Decimal(price))
        for name, price in PRICES.items()
    }
    return Situation(
        household=Household(
            name="Rivera",
            accounts=(
                account(JOINT, "Joint", Registration.TAXABLE, joint, joint_cash),
                account(TIRA, "Traditional IRA", Registration.TRADITIONAL_IRA, TIRA_LOTS),
                account(ROTH, "Roth IRA", Registration.ROTH_IRA, ROTH_LOTS),
                account(AWAY, "Dana 401(k)", Registration.HELD_AWAY, ()),
            ),
        ),
        target=target,
        market=Market(quotes=quotes),
        tax=tax,
        policy=Policy(),
        as_of=AS_OF,
    )
