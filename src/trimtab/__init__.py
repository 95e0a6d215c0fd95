"""trimtab decides which tax lots to sell and what to buy, and says why for each trade.

    ws = trimtab.open_workspace("portfolio/", as_of=date(2026, 11, 16))
    plan = ws.plan(planner="ranked-tlh")

The pieces under it take values, not files: build a `Household`, a `TargetPortfolio`, a `Market`,
a `TaxProfile` and a `Policy`, and give them to `trimtab.planners.plan`. Names load when first used,
so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab import domain, ledger, planners, risk, tax, triggers
    from trimtab.app import Plan, TaxReport, Workspace, open_workspace
    from trimtab.app.linking.connecting import Connected
    from trimtab.app.linking.synced import Synced
    from trimtab.app.trading.results import Rehearsal, Sent
    from trimtab.app.trading.saved_plan import SavedPlan
    from trimtab.domain import (
        Account,
        AssetClass,
        Household,
        Lot,
        Market,
        Policy,
        Position,
        Quote,
        RankedSecurity,
        Symbol,
        TargetPortfolio,
        TaxProfile,
        Transaction,
    )
    from trimtab.errors import (
        InputProblems,
        InvalidValue,
        NoPlan,
        OutsideFailure,
        Problem,
        Refused,
        TrimtabError,
    )
    from trimtab.report.verification import Verification

    __version__: str

_MODULES = frozenset({"domain", "ledger", "planners", "risk", "tax", "triggers"})

_HOME_OF = {
    "Connected": "trimtab.app.linking.connecting",
    "Rehearsal": "trimtab.app.trading.results",
    "SavedPlan": "trimtab.app.trading.saved_plan",
    "Sent": "trimtab.app.trading.results",
    "Synced": "trimtab.app.linking.synced",
    "Verification": "trimtab.report.verification",
    **dict.fromkeys(("open_workspace", "Workspace", "Plan", "TaxReport"), "trimtab.app"),
    **dict.fromkeys(
        (
            "Account",
            "AssetClass",
            "Household",
            "Lot",
            "Market",
            "Policy",
            "Position",
            "Quote",
            "RankedSecurity",
            "Symbol",
            "TargetPortfolio",
            "TaxProfile",
            "Transaction",
        ),
        "trimtab.domain",
    ),
    **dict.fromkeys(
        (
            "InputProblems",
            "InvalidValue",
            "NoPlan",
            "OutsideFailure",
            "Problem",
            "Refused",
            "TrimtabError",
        ),
        "trimtab.errors",
    ),
}

__all__ = [
    "Account",
    "AssetClass",
    "Connected",
    "Household",
    "InputProblems",
    "InvalidValue",
    "Lot",
    "Market",
    "NoPlan",
    "OutsideFailure",
    "Plan",
    "Policy",
    "Position",
    "Problem",
    "Quote",
    "RankedSecurity",
    "Refused",
    "Rehearsal",
    "SavedPlan",
    "Sent",
    "Symbol",
    "Synced",
    "TargetPortfolio",
    "TaxProfile",
    "TaxReport",
    "Transaction",
    "TrimtabError",
    "Verification",
    "Workspace",
    "__version__",
    "domain",
    "ledger",
    "open_workspace",
    "planners",
    "risk",
    "tax",
    "triggers",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("importlib.metadata").version("trimtab")
    if name in _MODULES:
        return import_module(f"trimtab.{name}")
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'trimtab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
