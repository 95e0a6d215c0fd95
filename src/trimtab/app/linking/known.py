"""The brokers that trimtab speaks with: the one table in which every command finds them by name.

A further broker is one more row, and the function that opens its link.
"""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from trimtab.app.linking.link import KnownBroker, Link
from trimtab.brokers.etrade.portfolio_csv import PortfolioCsv
from trimtab.domain import LotMethod
from trimtab.errors import InputProblems, Problem
from trimtab.ports import Clock
from trimtab.workspace import SETTINGS_FILE


def _etrade(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
    from trimtab.app.linking.etrade import etrade

    return etrade(root, environment, clock)


def _alpaca(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
    from trimtab.app.linking.alpaca import alpaca

    return alpaca(root, environment, clock)


def _ibkr(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
    from trimtab.app.linking.ibkr import ibkr

    return ibkr(root, environment, clock)


BROKERS: Mapping[str, KnownBroker] = {
    one.name: one
    for one in (
        KnownBroker(
            name="etrade",
            called="E*TRADE",
            opens=_etrade,
            names_lots=True,
            download=PortfolioCsv(),
            secrets=("TRIMTAB_ETRADE_KEY", "TRIMTAB_ETRADE_SECRET"),
            logs_in=True,
        ),
        KnownBroker(
            name="alpaca",
            called="Alpaca",
            opens=_alpaca,
            names_lots=False,
            sells_by=LotMethod.FIFO,
            lists_lots=False,
            secrets=("TRIMTAB_ALPACA_KEY", "TRIMTAB_ALPACA_SECRET"),
        ),
        KnownBroker(
            name="ibkr",
            called="IBKR",
            opens=_ibkr,
            names_lots=False,
            secrets=("TRIMTAB_IBKR_FLEX_TOKEN", "TRIMTAB_IBKR_FLEX_QUERY"),
        ),
    )
}


def known_broker(name: str, *, file: str | None = SETTINGS_FILE) -> KnownBroker:
    """The broker of that name; InputProblems with the names that are known where there is none.

    file  where the name stands; None: it was typed
    """
    found = BROKERS.get(name)
    if found is not None:
        return found
    names = ", ".join(BROKERS)
    raise InputProblems(
        [
            Problem(
                what=f"trimtab does not speak with a broker {name!r}",
                file=file,
                why=f"Brokers that it knows: {names}.",
                fix="Write one of these names. Files of many more are read: trimtab import FILE.",
                docs="reference/brokers.md",
            )
        ]
    )


def require_brokers(purpose: str) -> None:
    """InputProblems that say how to install what brokers need, where it is not there."""
    missing = [name for name in ("authlib", "oauthlib", "requests") if find_spec(name) is None]
    if missing:
        raise InputProblems(
            [
                Problem(
                    what=f"{purpose} needs {', '.join(missing)}, which is not installed",
                    why="It comes with the extra `brokers`, left out of the slim default install.",
                    fix="Install it: pip install 'trimtab[brokers]'.",
                    docs="reference/brokers.md",
                )
            ]
        )
