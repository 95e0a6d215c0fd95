"""Which securities a plan needs a price for, and why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from trimtab.domain import Symbol
from trimtab.errors import Problem
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.goal import ClassSection
from trimtab.workspace.settings.wishes import PolicySection
from trimtab.workspace.wording import did_you_mean, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFile:
    """Where prices come from: the file's name, and what it gives."""

    name: str | None
    symbols: Collection[Symbol]


def check_prices(
    held: Mapping[Symbol, str],
    buyable: Mapping[Symbol, str],
    prices: PriceFile,
    places: SettingsPlaces,
) -> None:
    """A problem for every security held or possibly bought that has no price.

    `held` says where each security is held, `buyable` which class may buy it.
    """
    needs = {symbol: f"which {where} holds" for symbol, where in held.items()}
    needs |= {
        symbol: f'which "{name}" may buy' for symbol, name in buyable.items() if symbol not in held
    }
    missing = {symbol: why for symbol, why in needs.items() if symbol not in prices.symbols}
    if missing and prices.name is None:
        places.problem(
            ("data",),
            f"there are no prices, and {len(missing)} securities need one: {', '.join(missing)}",
            why="a plan values every holding and every possible purchase",
            fix='add `prices = "data/prices.csv"` to [data], with the columns symbol,price',
        )
        return
    places.problems.extend(_missing(missing, prices))


def _missing(missing: Mapping[Symbol, str], prices: PriceFile) -> Iterator[Problem]:
    for symbol, why in missing.items():
        yield Problem(
            what=f"no price for {symbol}, {why}",
            file=prices.name,
            why="A plan values every holding and every possible purchase",
            fix=sentence(did_you_mean(symbol, prices.symbols)) or f"Add a row `{symbol},PRICE`",
        )


def buyable_symbols(classes: tuple[ClassSection, ...], policy: PolicySection) -> dict[Symbol, str]:
    """Securities that a plan may buy, with their class.

    Left out: classes of weight 0, what `never_buy` names for every account, and what `forced_buys`
    rules out.
    """
    wanted: dict[Symbol, str] = {}
    for section in classes:
        if section.weight <= 0:
            continue
        ranked = [symbol for tied in section.hold for symbol in tied]
        if section.name in policy.forced_buys:
            forced = policy.forced_buys[section.name]
            ranked = [] if forced is None else [forced]
        wanted |= {symbol: section.name for symbol in ranked if symbol not in policy.never_buy}
    return wanted
