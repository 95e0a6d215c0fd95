"""What brokers say: readers of the files that they export.

    reader = recognise(text)
    statements = reader.read(text, file="PortfolioDownload.csv") if reader else ()
    problems = [found for statement in statements for found in reconcile(statement)]

A new format is one more reader in READERS; it decides by content, never by the file's name, and no
two readers may recognise the same text.
"""

from trimtab.brokers.etrade.portfolio_csv import PortfolioCsv
from trimtab.brokers.etrade.transactions_csv import EtradeTransactionsCsv
from trimtab.brokers.fidelity.history_csv import FidelityHistoryCsv
from trimtab.brokers.fidelity.positions_csv import FidelityPositionsCsv
from trimtab.brokers.ibkr.activity_csv import ActivityCsv
from trimtab.brokers.ibkr.flex_csv import FlexCsv
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.brokers.ofx.file import Ofx
from trimtab.brokers.reconcile import reconcile
from trimtab.brokers.schwab.lots_csv import SchwabLotsCsv
from trimtab.brokers.schwab.positions_csv import SchwabPositionsCsv
from trimtab.brokers.schwab.transactions import SchwabTransactionsCsv, SchwabTransactionsJson
from trimtab.brokers.vanguard.download_csv import VanguardCsv
from trimtab.ports import StatementReader

READERS: tuple[StatementReader, ...] = (
    PortfolioCsv(),
    EtradeTransactionsCsv(),
    SchwabLotsCsv(),
    SchwabPositionsCsv(),
    SchwabTransactionsCsv(),
    SchwabTransactionsJson(),
    FidelityPositionsCsv(),
    FidelityHistoryCsv(),
    VanguardCsv(),
    FlexXml(),
    FlexCsv(),
    ActivityCsv(),
    Ofx(),
)


def recognise(text: str) -> StatementReader | None:
    """The reader for `text`; None when it is of no format that is known."""
    return next((reader for reader in READERS if reader.recognises(text)), None)


__all__ = ["READERS", "recognise", "reconcile"]
