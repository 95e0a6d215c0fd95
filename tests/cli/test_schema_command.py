"""`trimtab schema`: what is printed as JSON is what its schema says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.running import AS_OF, Run


def schema(run: Run, name: str) -> Draft202012Validator:
    document = json.loads(run("schema", name).out)
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


@pytest.mark.parametrize("name", ["plan", "status", "lots"])
@pytest.mark.usefixtures("sample")
def test_a_document_validates(run: Run, name: str) -> None:
    document = json.loads(run(name, "--as-of", AS_OF, "--json").out)
    assert list(schema(run, name).iter_errors(document)) == []


def test_equalize_validates(run: Run, empty: Path) -> None:
    rows = "Symbol,PositionValue,MarkPrice,FifoPnlUnrealized\nAAA,1000,10,0\nBBB,50.5,1.234,0\n"
    (empty / "positions.csv").write_text(rows)
    document = json.loads(run("equalize", "positions.csv", "--invest", "100", "--json").out)
    assert list(schema(run, "equalize").iter_errors(document)) == []


def test_the_schema_of_the_settings_knows_their_sections(run: Run) -> None:
    properties = json.loads(run("schema", "config").out)["properties"]
    assert {"household", "targets", "accounts", "taxes", "policy"} <= set(properties)


def test_an_unknown_name_lists_the_known_ones(run: Run) -> None:
    ran = run("schema", "nonsense")
    assert ran.code == 2
    for name in ("plan", "config", "equalize", "status", "lots"):
        assert name in ran.err
