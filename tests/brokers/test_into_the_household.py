"""What readers call a transaction can stand in transactions.csv, and says there what it needs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.brokers.rendering import INPUTS
from trimtab.brokers import recognise
from trimtab.workspace import transactions_csv
from trimtab.workspace.table import Findings


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_the_transactions_of_a_file_can_be_written_and_read_back(
    path: Path, tmp_path: Path
) -> None:
    text = path.read_bytes().decode()
    reader = recognise(text)
    assert reader is not None
    rows = [row for item in reader.read(text, file="f") for row in item.transactions]
    written = tmp_path / "transactions.csv"
    written.write_text(transactions_csv.render(rows), encoding="utf-8")
    findings = Findings()
    read = transactions_csv.TransactionsReader(
        as_of=date(2026, 11, 21), accounts=None, findings=findings
    ).read(written, "transactions.csv")
    assert not findings.problems
    assert [replace(row, source="") for row in read] == [replace(row, source="") for row in rows]
