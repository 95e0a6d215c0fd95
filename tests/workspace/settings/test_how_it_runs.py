import pytest

from tests.workspace.folder import Folder

_ALL = """\
[watch]
every = "30 10 * * 1-5"
at = "10:30"
timezone = "America/New_York"
alert_on = ["band_breach", "harvest"]
harvest_min_tax = "150"
quiet_hours = ["20:00", "08:00"]
repeat = "episode"
[[watch.notify]]
kind = "email"
to = "ana@example.com"
[[watch.notify]]
kind = "webhook"
url_env = "TRIMTAB_WEBHOOK_URL"
[execution]
order_type = "limit"
limit_offset_bp = 10
sells_first = true
max_order = "50000"
plan_expires = "24h"
max_price_move = 1.0
hours = "regular"
[display]
theme = "dark"
negatives = "minus"
locale = "en-US"
"""


def test_every_key_of_the_later_sections_is_read(folder: Folder) -> None:
    folder.change("[taxes]", f"{_ALL}[taxes]")
    settings = folder.load().settings
    assert settings.watch is not None
    assert settings.watch.quiet_hours == ("20:00", "08:00")
    assert [way.kind for way in settings.watch.notify] == ["email", "webhook"]
    assert settings.execution is not None
    assert settings.execution.plan_expires == "24h"
    assert settings.display.theme == "dark"


@pytest.mark.parametrize(
    ("section", "line", "words"),
    [
        ("watch", 'every = "soon"', "is not a schedule"),
        ("watch", 'every = "* * *"', "is not a schedule"),
        ("watch", 'at = "24:00"', "is not a time of day"),
        ("watch", 'quiet_hours = ["20:00"]', "is not a pair of times"),
        ("watch", 'alert_on = ["harvst"]', 'holds "harvst"'),
        ("execution", 'plan_expires = "a day"', "is not a length of time"),
        ("execution", 'mode = "liv"', "is not known"),
        ("execution", "sells_first = 1", "is neither true nor false"),
        ("execution", "sells_first = false", "is not possible"),
        ("execution", 'hours = "always"', "is not known"),
        ("display", 'theme = "blue"', "is not known"),
        ("display", "locale = 5", "is not a text"),
        ("triggers", "cash = 5", "triggers.cash = 5 is not a table"),
        ("household", "", "is not valid TOML"),
    ],
)
def test_a_wrong_value_of_a_later_section_is_told(
    folder: Folder, section: str, line: str, words: str
) -> None:
    folder.change("[taxes]", f"[{section}]\n{line}\n[taxes]")
    assert words in folder.problem().what


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("date = 2026-12-01T10:00:00\namount = 1", "is not a text"),
        ('date = "12/01/2026"\namount = 1', "is not an ISO date"),
        ("date = 2026-12-01", "has no `amount`"),
        ("date = 2026-12-01\namount = 1\nevery = 'week'", "is not known"),
    ],
)
def test_a_wrong_cash_flow_is_told(folder: Folder, line: str, words: str) -> None:
    folder.change("[taxes]", f"[[cash_flows]]\n{line}\n[taxes]")
    assert words in folder.problem().what


@pytest.mark.parametrize("given", ["5", '"all"', "[[]]", '["A:B"]', '[""]', "[[[1]]]"])
def test_a_wrong_hold_is_told(folder: Folder, given: str) -> None:
    folder.change('hold = ["BND"]', f"hold = {given}")
    problem = folder.problem()
    assert problem.what.startswith("targets.class[2].hold = ")
    assert problem.line == 13


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('lots = "data/joint.csv"', 'source = "etrade"', "is not a source"),
        ('lots = "data/joint.csv"', 'source = "broker:"', "is not a source"),
        ("[taxes]", '[[identical]]\nsymbols = ["VTI"]\n[taxes]', "fewer than two securities"),
        ("[taxes]", '[[identical]]\nsymbols = ["VTI", "VTI"]\n[taxes]', "fewer than two"),
        ("[taxes]", '[taxes]\ngains_budget = "some"', "is not a number"),
        ("[taxes]", "[taxes]\ngains_budget = -5", "is negative"),
    ],
)
def test_other_wrong_values_are_told(folder: Folder, old: str, new: str, words: str) -> None:
    folder.change(old, new)
    assert words in folder.problem().what


def test_a_gains_budget_may_be_dollars_or_none(folder: Folder) -> None:
    folder.change("[taxes]", '[taxes]\ngains_budget = "10,000"\ngains_budget_mode = "hard"')
    tax = folder.load().tax
    assert tax is not None
    assert tax.gains_budget == 10_000
    assert tax.gains_budget_hard
    folder.change('"10,000"', '"none"')
    tax = folder.load().tax
    assert tax is not None
    assert tax.gains_budget is None
