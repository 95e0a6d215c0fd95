import pytest

from tests.workspace.folder import Folder
from trimtab.errors import Problem

_PLACE = "[taxes]"


def _policy(folder: Folder, line: str) -> Problem:
    folder.change(_PLACE, f"[policy]\n{line}\n{_PLACE}")
    return folder.problem()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('wash_sales = "avod"', 'policy.wash_sales = "avod" is not known'),
        ("max_orders = -1", "policy.max_orders = -1 is negative"),
        ("max_orders = 2.5", "policy.max_orders = 2.5 is not a whole number"),
        ("max_orders = true", "policy.max_orders = true is not a whole number"),
        ("max_turnover = 101", "policy.max_turnover = 101 is not a percentage"),
        ('drift_aversion = "0.02"', 'policy.drift_aversion = "0.02" is not a number'),
        ("drift_aversion = nan", "policy.drift_aversion = NaN is not a finite number"),
        ("time_limit = 0", "policy.time_limit = 0 is not above zero"),
        ('commission = "1.005"', 'policy.commission = "1.005" has a part smaller than a cent'),
        ('commission = "1,5"', 'policy.commission = "1,5" has a comma'),
        ('never_sell = "VTI"', 'policy.never_sell = "VTI" is not a list'),
        ("never_sell = [1]", "policy.never_sell = [1] is not a text"),
        ('min_trade = "200%"', 'policy.min_trade = "200%" is not a percentage'),
        ("min_trade = -5", "policy.min_trade = -5 is negative"),
        ("min_harvest = 100", "policy.min_harvest = 100 is not a table"),
        ("min_harvest = { dollar = 5 }", "unknown key `dollar` in [policy.min_harvest]"),
        ("forced_buys = []", "policy.forced_buys = [] is not a table"),
        ("forced_buys = { Bonds = true }", "policy.forced_buys.Bonds = true is neither"),
        ('planner = "best"', 'policy.planner = "best" is not known'),
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_line(folder: Folder, line: str, what: str) -> None:
    problem = _policy(folder, line)
    assert what in problem.what
    assert problem.where == "trimtab.toml:24"


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ('wash_sales = "avod"', 'Did you mean "avoid"?'),
        ('planer = "optimal"', "Did you mean `planner`?"),
        ('PLANNER = "optimal"', "Did you mean `planner`?"),
        ('drift_aversion = "0.02"', "Write 0.02"),
        ("quux = 1", "Drop it"),
    ],
)
def test_the_fix_names_what_was_meant(folder: Folder, line: str, fix: str) -> None:
    assert _policy(folder, line).fix == fix


@pytest.mark.parametrize(
    ("key", "fraction", "meant"),
    [
        ("federal_ordinary", "0.24", "24"),
        ("federal_long", "0.15", "15"),
        ("state", "0.0625", "6.25"),
    ],
)
def test_a_rate_typed_as_a_fraction_suggests_the_percent(
    folder: Folder, key: str, fraction: str, meant: str
) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(key)]
    folder.write("trimtab.toml", "\n".join([*lines, f"{key} = {fraction}"]))
    problem = folder.problem()
    assert "percent typed as a fraction" in problem.what
    assert problem.why == f"{fraction} means {fraction} %"
    assert problem.fix == f"Did you mean {meant}?"


def test_rates_of_zero_are_legal(folder: Folder) -> None:
    folder.change("federal_long = 15.0", "federal_long = 0\nstate = 0.0")
    tax = folder.load().tax
    assert tax is not None
    assert [tax.federal_long, tax.state] == [0, 0]


def test_a_loss_carried_in_is_written_without_a_sign(folder: Folder) -> None:
    folder.change("[taxes]", '[taxes]\ncarryforward_short = "-500"')
    assert folder.problem().fix == 'Write "500"'


def test_money_may_be_a_text_an_integer_or_a_decimal(folder: Folder) -> None:
    for written in ('"$8,000.10"', "8000.10", '"8000.10"'):
        text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith("cash"))
        folder.change(line, f"cash = {written}")
        assert str(folder.load().household.accounts[0].cash) == "8000.10"


def test_a_missing_required_key_names_its_section(folder: Folder) -> None:
    folder.change('type = "taxable"\n', "")
    problem = folder.problem()
    assert problem.what == "[accounts[1]] has no `type`"
    assert problem.line == 14


def test_problems_in_several_sections_come_together(folder: Folder) -> None:
    folder.change("version = 1", "version = 2")
    folder.change('name = "Rivera"', "name = 7")
    folder.change('id = "joint"', 'id = "a:b"')
    folder.change("weight = 60", 'weight = "60"')
    folder.change("[data]", "[dta]\n[data]")
    assert [problem.line for problem in folder.problems()] == [1, 3, 7, 15, 20]


@pytest.mark.parametrize(
    "given", ['accounts = "x"', "accounts = [1]", "identical = {}", "data = 5"]
)
def test_a_section_of_the_wrong_shape_is_one_problem(folder: Folder, given: str) -> None:
    folder.write("trimtab.toml", f'version = 1\n{given}\n[household]\nname = "x"\n')
    problems = [problem for problem in folder.problems() if problem.line == 2]
    assert len(problems) == 1
    assert "is not a table" in problems[0].what


def test_another_currency_or_country_is_refused_with_what_is_supported(folder: Folder) -> None:
    folder.change('name = "Rivera"', 'name = "R"\ncountry = "CA"\nbase_currency = "CAD"')
    country, currency = folder.problems()
    assert (country.line, country.what) == (4, 'household.country = "CA" is not supported')
    assert (currency.line, currency.what) == (5, 'household.base_currency = "CAD" is not supported')
    assert "United States" in country.why
    assert "US dollars" in currency.why


def test_a_bad_forced_buy_hides_no_other_one(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 160")
    folder.change(
        "[data]",
        '[policy]\nmax_orders = "x"\n[policy.forced_buys]\n"US stocks" = 3\nGold = "GLD"\n'
        'Bonds = "VTI"\n[data]',
    )
    assert [problem.what.partition(",")[0] for problem in folder.problems()] == [
        "targets.class[1].weight = 160 is not a percentage",
        'policy.max_orders = "x" is not a whole number',
        "policy.forced_buys.US stocks = 3 is not a text",
        'forced_buys names "Gold"',
        'forced_buys names VTI for "Bonds"',
    ]


def test_a_bad_name_of_a_class_leaves_forced_buys_open(folder: Folder) -> None:
    folder.change('name = "Bonds"', "name = 7")
    folder.change("[data]", '[policy]\nforced_buys = { Bonds = "BND" }\n[data]')
    assert "name = 7 is not a text" in folder.problem().what


@pytest.mark.parametrize("given", ["true", "[5]", "2026-01-02"])
def test_what_is_no_money_is_told_what_money_may_be(folder: Folder, given: str) -> None:
    folder.change('cash = "8000.00"', f"cash = {given}")
    assert "is not an amount" in folder.problem().what
    assert "a string, an integer or a decimal" in folder.problem().why


@pytest.mark.parametrize(
    "text",
    ["[household\n", "version = 1\nversion = 1\n", "a = 'x\n", "x = 00:00:99\n"],
)
def test_a_file_that_is_not_toml_is_told_with_its_line(folder: Folder, text: str) -> None:
    folder.write("trimtab.toml", text)
    problem = folder.problem()
    assert "is not valid TOML" in problem.what
    assert problem.line in {1, 2}


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_settings_file_says_so(folder: Folder, text: str) -> None:
    folder.write("trimtab.toml", text)
    assert folder.problem().what == "trimtab.toml is empty"


def test_a_byte_order_mark_and_crlf_do_not_matter(folder: Folder) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    folder.write("trimtab.toml", "\ufeff" + text.replace("\n", "\r\n"))
    assert folder.load().provenance["data.prices"] == "trimtab.toml:22"


@pytest.mark.parametrize(
    "line",
    [
        "commission = 1e30",
        "drift_aversion = 1e999999",
        "drift_aversion = 1e-999999",
        'commission = "99999999999999999999"',
        f"max_orders = {'9' * 5000}",
        f"never_sell = {'[' * 2000}{']' * 2000}",
        "x = '''a\nb'''",
    ],
)
def test_absurd_values_are_problems_and_never_tracebacks(folder: Folder, line: str) -> None:
    folder.change(_PLACE, f"[policy]\n{line}\n{_PLACE}")
    assert folder.problem().what


def test_a_file_name_that_no_system_has_is_a_problem(folder: Folder) -> None:
    folder.change("data/joint.csv", "data/\\u0000.csv")
    assert "cannot be a file's name" in folder.problem().what


def test_a_missing_section_says_to_add_it(folder: Folder) -> None:
    folder.change('[household]\nname = "Rivera"\n', "")
    problem = folder.problem()
    assert problem.what == "the file has no `household`"
    assert problem.fix == "Add [household]"
