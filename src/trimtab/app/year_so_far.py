"""This year's gains and carried losses from the transactions, where the settings give none."""

from dataclasses import replace

from trimtab.domain import History, TaxProfile
from trimtab.money import ZERO
from trimtab.workspace import Loaded


def with_year_so_far(loaded: Loaded) -> TaxProfile | None:
    """The household's profile with the year as the record has it; what the file gives wins.

    Losses carried in come from the record only when it is complete in every taxable account.
    """
    profile = loaded.tax
    if profile is None:
        return None
    profile = _with_carryovers(loaded, profile)
    short, long = profile.realized_short, profile.realized_long
    if short is not None and long is not None:
        return profile
    number = loaded.as_of.year
    year = loaded.history.years.get(number)
    return replace(
        profile,
        realized_short=(year.net_short if year else ZERO) if short is None else short,
        realized_long=(year.net_long if year else ZERO) if long is None else long,
        untold_sales=year.unknown if year else 0,
    )


def _with_carryovers(loaded: Loaded, profile: TaxProfile) -> TaxProfile:
    given = any(("taxes", f"carryforward_{term}") in loaded.given for term in ("short", "long"))
    taxable = [account for account in loaded.household.accounts if account.taxable]
    complete = all(account.history is History.COMPLETE for account in taxable)
    earlier = [number for number in loaded.history.years if number < loaded.as_of.year]
    netting = loaded.history.years[max(earlier)].netting if earlier else None
    if given or not complete or netting is None:
        return profile
    return replace(
        profile,
        carryforward_short=netting.carryover_short,
        carryforward_long=netting.carryover_long,
    )
