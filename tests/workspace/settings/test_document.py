import json

import jsonschema
import pytest

from trimtab.workspace import settings_list, settings_schema
from trimtab.workspace.places import settings_page
from trimtab.workspace.settings.document import Settings, fields_by_key, section_of
from trimtab.workspace.settings.section import Section


def _sections(section: type[Section]) -> set[type[Section]]:
    inner = {section_of(info)[0] for info in fields_by_key(section).values()} - {None}
    return {section}.union(*(_sections(one) for one in inner if one is not None))


def test_every_setting_has_a_meaning_and_a_kind() -> None:
    for setting in settings_list():
        assert setting.meaning, setting.key
        assert setting.kind, setting.key


def test_defaults_are_shown_as_the_file_would_have_them() -> None:
    defaults = {setting.key: setting.default for setting in settings_list()}
    assert defaults["policy.wash_sales"] == '"avoid"'
    assert defaults["policy.drift_aversion"] == "0.02"
    assert defaults["policy.max_tracking_error"] == ""
    assert defaults["taxes.gains_budget"] == '"none"'
    assert defaults["planner.ranked-tlh.gain_rule"] == '"position"'


def test_only_what_a_file_must_have_is_required() -> None:
    required = {setting.key for setting in settings_list() if setting.required}
    assert required == {
        "version",
        "household.name",
        "targets.class[].name",
        "targets.class[].weight",
        "identical[].symbols",
        "accounts[].id",
        "accounts[].type",
        "cash_flows[].date",
        "cash_flows[].amount",
        "watch.notify[].kind",
    }


def test_the_schema_is_one_and_refuses_unknown_keys() -> None:
    schema = settings_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {
        "version": 1,
        "household": {"name": "x"},
        "targets": {"class": [{"name": "A", "weight": 1}]},
    }
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError, match="nmae"):
        jsonschema.validate(good | {"household": {"name": "x", "nmae": "y"}}, schema)


def test_the_schema_is_plain_json() -> None:
    assert json.loads(json.dumps(settings_schema()))["properties"]["version"]["const"] == 1


def test_every_section_refuses_unknown_keys() -> None:
    for section in _sections(Settings):
        assert section.model_config["extra"] == "forbid"
        assert section.model_config["frozen"]


def test_every_section_with_a_page_of_its_own_is_a_section() -> None:
    paged = {key for key in fields_by_key(Settings) if "#" in settings_page((key,))}
    assert paged == set(fields_by_key(Settings)) - {"version", "planner"}


def test_the_keys_of_a_table_stand_together() -> None:
    tables = [setting.key.rpartition(".")[0] for setting in settings_list()]
    runs = [
        table for table, before in zip(tables, [None, *tables], strict=False) if table != before
    ]
    assert len(runs) == len(set(runs))
