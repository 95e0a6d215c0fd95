"""Which securities a plan needs a price for, and why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from trimtab.domain import Symbol
from trimtab.errors import Problem
from trimtab.workspace.settings.goal import ClassSection
from trimtab.workspace.settings.wishes import PolicySection
from trimtab.workspace.toml_file import SETTINGS_FILE
from trimtab.workspace.wording import did_you_mean, sentence

_WHY = "A plan values every holding and every possible purchase"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFile:
    """Where prices come from: the file's name, and the securities it has a row for."""

    name: str | None
    symbols: Collection[Symbol]


def missing_prices(
    held: Mapping[Symbol, str], buyable: Mapping[Symbol, str], prices: PriceFile
) -> Iterator[Problem]:
    """A problem for every security held or possibly bought that has no price.

    `held` says where each security is held, `buyable` which class may buy it. One problem stands
    for all when no price is known at all.
    """
    needs = {symbol: f"which {where} holds" for symbol, where in held.items()}
    needs |= {
        symbol: f'which "{name}" may buy' for symbol, name in buyable.items() if symbol not in held
    }
    missing = {symbol: why for symbol, why in needs.items() if symbol not in prices.symbols}
    if missing and not prices.symbols:
        yield no_prices_at_all(missing, prices)
        return
    for symbol, why in missing.items():
        yield Problem(
            what=f"no price for {symbol}, {why}",
            file=prices.name,
            why=_WHY,
            fix=sentence(did_you_mean(symbol, prices.symbols)) or f"Add a row `{symbol},PRICE`",
        )


def no_prices_at_all(needed: Collection[Symbol], prices: PriceFile) -> Problem:
    """The one problem of a household without any price."""
    count = f"{len(needed)} securities need one" if len(needed) > 1 else "one is needed"
    add_key = 'Add `prices = "data/prices.csv"` to [data], a file with the columns symbol,price'
    return Problem(
        what=f"there are no prices, and {count}: {', '.join(needed)}",
        file=prices.name or SETTINGS_FILE,
        why=_WHY,
        fix=add_key if prices.name is None else "Add a row `SYMBOL,PRICE` for each",
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
            members = {*ranked, *section.count}
            ranked = [forced] if forced is not None and forced in members else []
        wanted |= {symbol: section.name for symbol in ranked if symbol not in policy.never_buy}
    return wanted
