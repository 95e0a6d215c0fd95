from dataclasses import replace

from tests.planners.build import account, asset_class, situation
from trimtab.domain import Symbol


def test_a_security_that_only_counts_is_offered_for_purchase_where_it_is_forced_by_name() -> None:
    stocks, bonds = asset_class("Stocks", 60, ["VTI"], ["ITOT"]), asset_class("Bonds", 40, ["BND"])
    given = situation(
        account("joint"),
        classes=(stocks, bonds),
        prices={"VTI": 100, "ITOT": 100, "BND": 100},
    )

    def offered(**forced: str) -> list[tuple[str, str]]:
        names = {name: Symbol(symbol) for name, symbol in forced.items()}
        now = replace(given, policy=replace(given.policy, forced_buys=names))
        return [(one.name, symbol) for one, symbol in now.buyable()]

    assert offered() == [("Stocks", "VTI"), ("Bonds", "BND")]
    assert offered(Stocks="ITOT") == [("Stocks", "VTI"), ("Stocks", "ITOT"), ("Bonds", "BND")]
    assert offered(Bonds="ITOT") == offered()
