from pathlib import Path

import pytest

from tests.brokers.rendering import INPUTS
from trimtab.brokers import READERS, recognise

OTHER_FILES = {
    "trimtab lots": "symbol,quantity,acquired,basis,lot_id\nVTI,10,2024-01-02,2500.00,L1\n",
    "trimtab prices": "symbol,price,bid,ask,as_of\nVTI,310.40,,,2026-11-20\n",
    "trimtab transactions": "date,account,type,symbol,quantity,price\n2026-11-02,j,buy,VTI,1,9\n",
    "another broker": '"Symbol","Qty (Quantity)","Price","Cost Basis"\n"VTI","1","9","9"\n',
    "a filter block": "Symbol,Security type(s),Sort by,Sort order\n,All,Symbol,Asc\n",
    "a web page": "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
    "some XML": "<?xml version='1.0'?><OFX><SIGNONMSGSRSV1/></OFX>",
    "prose about Flex": "A <FlexQueryResponse is the root of a Flex statement.",
    "a stray quote": 'Symbol,"Price Paid $,Value $\n',
    "a bank's OFX": "OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>USD</STMTRS></OFX>",
    "some JSON": '{"Transactions": [{"Date": "12/30/2024", "Action": "Deposit"}]}',
    "a bank's list": "Date,Description,Amount,Balance\n11/20/2026,COFFEE,-4.50,100.00\n",
    "nothing": "",
    "blank lines": "\n\n \n",
}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_each_file_is_recognised_by_exactly_one_reader(path: Path) -> None:
    text = path.read_bytes().decode()
    assert sum(reader.recognises(text) for reader in READERS) == 1


@pytest.mark.parametrize("text", OTHER_FILES.values(), ids=OTHER_FILES.keys())
def test_files_of_other_kinds_are_not_recognised(text: str) -> None:
    assert recognise(text) is None


def test_a_file_is_recognised_whatever_stands_in_front_of_its_first_letter() -> None:
    reader = recognise("\ufeff\r\n<FlexQueryResponse queryName='q'/>")
    assert reader is not None
    assert reader.format == "IBKR Flex statement (XML)"


def test_an_etrade_view_without_the_needed_columns_is_still_called_etrades() -> None:
    reader = recognise("Account Summary\n\nView Summary - Custom\nSymbol,Value $\nVTI,9\n")
    assert reader is not None
    assert reader.format == "E*TRADE portfolio download (CSV)"
