import pytest

from trimtab.brokers.files.security import DEBT, OPTION, security


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("VTI", "VTI"), ("BRK/B", "BRK.B"), ("BRKB", "BRK.B"), ("BF B", "BF.B"), ("VTSAX", "VTSAX")],
)
def test_share_classes_are_written_one_way(name: str, symbol: str) -> None:
    assert security(name) == symbol


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("-MSFT261030C450", ""),
        ("AAPL 01/17/2027 150.00 C", ""),
        ("IWM", "PUT  IWM    02/27/26   260.000"),
        ("", "CALL (MSFT) MICROSOFT CORP OCT 30 26 $450"),
    ],
)
def test_options_are_told_apart_even_under_the_symbol_of_their_share(
    name: str, description: str
) -> None:
    assert security(name, description) == OPTION


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("912797KX1", "US TREASURY BILL DUE 01/14/27"),
        ("", "EXAMPLE BANK CD 3.85% 08/24/2026"),
        ("05580A3B2", "BMW BANK NORTH AMERICA 4.1 % NOTE"),
    ],
)
def test_bonds_are_told_apart_by_their_description(name: str, description: str) -> None:
    assert security(name, description) == DEBT


def test_a_fund_of_covered_calls_or_of_bonds_is_no_option_and_no_bond() -> None:
    assert security("QYLD", "GLOBAL X NASDAQ 100 COVERED CALL ETF") == "QYLD"
    assert security("BND", "VANGUARD TOTAL BOND MARKET ETF") == "BND"


def test_a_number_in_place_of_a_symbol_is_not_taken_for_a_bond_without_a_reason() -> None:
    assert security("88634T493", "TIDAL TR II YIELDMAX MSTR OP") is None
    assert security("", "") is None
