import pytest

from trimtab.brokers.files.symbols import (
    looks_like_option,
    plain_symbol,
    with_dotted_share_class,
)


@pytest.mark.parametrize("text", ["VTI", "BRK.B", "F", "VTSAX", "RDS-A", "BF/B", "CASH"])
def test_symbols_of_shares_and_funds_are_plain(text: str) -> None:
    assert plain_symbol(text) == text


@pytest.mark.parametrize(
    "text", ["", "912828XX1", "QQQ Dec 31 '26 $600 Put", "EXAMPLE BANK CD 3.85% 08/24/2026", "vti"]
)
def test_names_of_options_and_bonds_are_not_plain(text: str) -> None:
    assert plain_symbol(text) is None


@pytest.mark.parametrize(
    "text", ["QQQ Dec 31 '26 $600 Put", "AAPL Jan 17 '30 $150 Call", "AAPL  300117C00150000"]
)
def test_options_are_told_by_their_shape(text: str) -> None:
    assert looks_like_option(text)


def test_a_bond_is_not_taken_for_an_option() -> None:
    assert not looks_like_option("EXAMPLE BANK CD 3.85% 08/24/2026")


@pytest.mark.parametrize(
    ("given", "written"),
    [("BRK B", "BRK.B"), ("BF/B", "BF.B"), ("BRK.B", "BRK.B"), ("BAC PRK", "BAC PRK")],
)
def test_share_classes_are_written_with_a_dot(given: str, written: str) -> None:
    assert with_dotted_share_class(given) == written
