from decimal import Decimal

import pytest

from trimtab.brokers.ibkr.action_text import Action, action_text


@pytest.mark.parametrize(
    ("sentence", "symbol", "row_symbol", "action", "ratio", "cash"),
    [
        (
            "NVDA(US67066G1040) Split 10 for 1 (NVDA, NVIDIA CORP, US67066G1040)",
            "NVDA", "NVDA", Action.SPLIT, "10", None,
        ),
        ("GE(US3696041033) SPLIT 1 FOR 8", "GE", "", Action.SPLIT, "0.125", None),
        (
            "MMM(US88579Y1010) SPINOFF  1 FOR 4 (SOLV, SOLVENTUM CORP-W/I, US83444M1018)",
            "MMM", "SOLV", Action.SPINOFF, "0.25", None,
        ),
        (
            "QZSD(US9990000999) Stock Dividend US9990000999 1 for 20 (QZSD, QZSD CORP, US9990)",
            "QZSD", "QZSD", Action.STOCK_DIVIDEND, "0.05", None,
        ),
        (
            "OLDC(US0000000003) MERGED(Acquisition)  WITH US0000000004 3 FOR 2 (NEWC, N (H) CO, U)",
            "OLDC", "NEWC", Action.STOCK_MERGER, "1.5", None,
        ),
        (
            "CASHD(US0000000005) Merged(Acquisition)  FOR USD 30.00 PER SHARE (CASHD, C INC, US)",
            "CASHD", "CASHD", Action.CASH_MERGER, None, "30.00",
        ),
        (
            ("MIXD(US0000000006) CASH and STOCK MERGER (Acquisition) ABCD 1 FOR 2 AND USD 5.00 "
            "(ABCD, ABCD INC, US0000000007)"),
            "MIXD", "ABCD", Action.MIXED_MERGER, "0.5", "5.00",
        ),
        (
            "FB(US30303M1027) CUSIP/ISIN CHANGE TO (US30303M1028) (META, META INC, US30303M1028)",
            "FB", "META", Action.SYMBOL_CHANGE, None, None,
        ),
        (
            "BRK B(US0846707026) SPLIT 50 FOR 1 (BRK B, BERKSHIRE, US0846707026)",
            "BRK B", "BRK B", Action.SPLIT, "50", None,
        ),
    ],
)  # fmt: skip
def test_a_sentence_is_taken_apart(  # noqa: PLR0917 - one column for each part
    sentence: str,
    symbol: str,
    row_symbol: str,
    action: Action,
    ratio: str | None,
    cash: str | None,
) -> None:
    text = action_text(sentence)
    assert (text.symbol, text.row_symbol, text.action) == (symbol, row_symbol, action)
    assert text.ratio == (None if ratio is None else Decimal(ratio))
    assert text.cash_per_share == (None if cash is None else Decimal(cash))


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "no security at all",
        "(US284CNT9952) DELISTED (ELAN.CNT, ELANDIA, 284CNT995)",
        "92CALLAB6(US92CALLAB67) MERGED(Partial Call)  FOR USD 1.00000000 PER SHARE",
        "TPHS.EX(US89656R10EX) MERGED(Voluntary Offer Allocation)  WITH US89656D1019 1 FOR 1",
        "BPYU(US1) CASH and STOCK MERGER (Acquisition) BAM 9 FOR 100, G16 6 FOR 100 AND USD 12.38",
        "ELAN(US28413U2042) TENDERED TO US28413TEMP2 1 FOR 1 (ELAN, ELANDIA, 28413U204)",
    ],
)
def test_what_is_beyond_a_plain_event_is_called_other(sentence: str) -> None:
    assert action_text(sentence).action is Action.OTHER


def test_a_ratio_over_nothing_is_none() -> None:
    assert action_text("GE(US3696041033) SPLIT 1 FOR 0").ratio is None
