"""A workspace folder as domain values, or every problem in it at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import NamedTuple

from trimtab.domain import (
    AccountId,
    FactorModel,
    FilingStatus,
    Household,
    IdenticalGroups,
    Lot,
    Market,
    Policy,
    Symbol,
    TargetPortfolio,
    TaxProfile,
    Transaction,
)
from trimtab.errors import InputProblems, Problem
from trimtab.tax import TaxHistory
from trimtab.workspace import account_section, changes, needed_prices, rebuilt
from trimtab.workspace.cash_flow_section import check_cash_flows, with_cash_flows
from trimtab.workspace.indexes import Indexes, read_indexes
from trimtab.workspace.key_lines import Path as KeyPath
from trimtab.workspace.lots_csv import LotsReader
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.policy_section import check_forced_buys, note_unknown_wishes, policy_of
from trimtab.workspace.prices_csv import NO_PRICES, Prices, read_price_file
from trimtab.workspace.provenance import setting_values
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.reading import SettingsRead, read_settings
from trimtab.workspace.table import Findings
from trimtab.workspace.target_section import target_portfolio
from trimtab.workspace.tax_section import tax_profile
from trimtab.workspace.toml_file import SETTINGS_FILE, read_toml
from trimtab.workspace.transactions_csv import TransactionsReader
from trimtab.workspace.triggers_section import check_triggers, with_cash_band


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A workspace that was read without a problem.

    root        its folder
    file        its settings file
    settings    every setting in the file's own units, also those that nothing uses yet; what a
                class holds includes the members of its index
    target      None when the file has no [targets]
    tax         None unless the filing status and both federal rates are given
    notes       what is worth knowing and keeps nothing from working
    values      each setting's dotted key and its value as the file would write it
    provenance  each setting's dotted key and its `file:line`, or `default`
    given       the paths that the settings file sets
    factors     how the members of indexes move
    unfit       problems of targets and prices that were left for whoever needs these
    """

    root: FilePath
    file: FilePath
    settings: Settings
    household: Household
    target: TargetPortfolio | None
    market: Market
    tax: TaxProfile | None
    policy: Policy
    as_of: date
    notes: tuple[Problem, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[KeyPath] = frozenset()
    factors: FactorModel = field(default_factory=FactorModel)
    unfit: tuple[Problem, ...] = ()

    @cached_property
    def history(self) -> TaxHistory:
        """What all recorded transactions say; its problems are named, not raised."""
        return rebuilt.history_of(self.household, self.settings, given=self.given, as_of=self.as_of)

    @property
    def filing_status(self) -> FilingStatus | None:
        """As the file gives it, with or without rates; None when it does not."""
        taxes = self.settings.taxes
        return taxes.filing_status if taxes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    lots: Mapping[AccountId, list[Lot]]
    transactions: tuple[Transaction, ...]
    prices: Prices = NO_PRICES
    unread: frozenset[tuple[AccountId | None, Symbol | None]] = frozenset()


class _Days(NamedTuple):
    """The day looked at, and the day on which it is looked at."""

    as_of: date
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    """Problems of targets and prices, which only plans need; those of prices by file and row."""

    places: SettingsPlaces
    findings: Findings = field(default_factory=Findings)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.places.problems, *self.findings.problems)


def load(
    root: FilePath, *, as_of: date, today: date | None = None, record_only: bool = False
) -> Loaded:
    """Read the workspace in `root` as it stands on the day `as_of`.

    today        transactions after `as_of` and until this day are left out, but where a file lists
                 the lots of a later day; later ones are wrong.
                 None: there are no later ones than those of `as_of`

    record_only  what is bad in targets and prices is kept in `unfit`: past sales need neither

    Raises InputProblems with every problem of every file, in the order of the files and lines. That
    there are no prices at all is no problem of any file: alone it only makes the result `unfit`.
    """
    toml = read_toml(root)
    read = read_settings(toml.document, toml.lines, SETTINGS_FILE)
    places = SettingsPlaces(lines=toml.lines, problems=list(read.problems_outside("targets")))
    goal = _Goal(
        places=SettingsPlaces(lines=toml.lines, problems=list(read.problems_in("targets")))
    )
    findings = Findings()
    _check_interrupted(root, places)
    indexes = read_indexes(root, read, goal.places, goal.findings)
    written, read = read.settings, indexes.read
    target = _target(indexes, goal.places)
    data = _read_data(root, _Days(as_of, today or as_of), read, places, findings)
    data = replace(data, prices=_read_prices(root, as_of, read, goal))
    household = None
    if not (places.problems or findings.problems):
        try:
            household = _household(read.settings, data, toml.lines.keys(), as_of)
        except InputProblems as found:
            findings.problems += found.problems
    elif read.sound("accounts") and read.sound("household") and not places.problems:
        findings.problems += _of_the_record(read.settings, data, toml.lines.keys(), as_of)
    _check_together(read, data, household, places)
    unpriced = tuple(_missing_prices(read, data, household))
    bad = (*places.problems, *findings.problems)
    unfit = (*goal.problems, *unpriced)
    stops = unfit if goal.problems or data.prices.named else ()
    if bad or household is None or (stops and not record_only):
        raise InputProblems(_in_order(bad if record_only else (*bad, *unfit)))
    settings = read.settings
    policy = policy_of(settings, toml.lines.keys())
    return Loaded(
        root=root,
        file=root / SETTINGS_FILE,
        settings=settings,
        household=household,
        target=None if target is None else with_cash_band(target, policy.cash_buffer),
        market=Market(quotes=data.prices.quotes),
        tax=tax_profile(settings.taxes),
        policy=policy,
        as_of=as_of,
        notes=_in_order((*places.notes, *goal.places.notes, *findings.notes, *goal.findings.notes)),
        values={value.key: value.text for value in setting_values(written, places)},
        provenance={value.key: value.where for value in setting_values(written, places)},
        given=frozenset(toml.lines.keys()),
        factors=indexes.factors,
        unfit=_in_order(unfit),
    )


def _check_interrupted(root: FilePath, places: SettingsPlaces) -> None:
    pending = changes.interrupted(root)
    if pending is not None:
        places.problem(
            (),
            f"a change of the files was interrupted half-way: {pending}",
            why="some files are already new and some are still old",
            fix="run `trimtab import --undo`, which puts the old ones back",
        )


def _target(indexes: Indexes, places: SettingsPlaces) -> TargetPortfolio | None:
    read, targets = indexes.read, indexes.read.settings.targets
    if targets is None:
        return None
    if indexes.complete and not any(_hides_members(path) for path in read.broken):
        check_forced_buys(read.settings.policy, targets.classes, places)
    made = target_portfolio(targets, places, indexes.members) if read.sound("targets") else None
    return made if indexes.complete else None


def _hides_members(broken: KeyPath) -> bool:
    """True when it is not known which classes there are, or which securities one of them has."""
    inside = broken[3:4]
    return broken[:2] in {("targets",), ("targets", "class")} and (
        not inside or inside[0] in {"name", "hold", "count", "members"}
    )


def _read_data(
    root: FilePath, days: _Days, read: SettingsRead, places: SettingsPlaces, findings: Findings
) -> _Data:
    settings, as_of = read.settings, days.as_of
    known = tuple(section.id for section in settings.accounts)
    currency = settings.household.base_currency
    sound = read.sound("accounts")
    if sound:
        account_section.check_ids(settings.accounts, places)
    lots = account_section.read_lots(
        root,
        settings.accounts,
        LotsReader(as_of=as_of, findings=findings, currency=currency),
        places,
    )
    transactions: tuple[Transaction, ...] = ()
    unread: frozenset[tuple[AccountId | None, Symbol | None]] = frozenset()
    path = _data_file(root, "transactions", settings, places)
    if path is not None:
        reader = TransactionsReader(
            as_of=as_of,
            today=days.today,
            listed=tuple(one.id for one in settings.accounts if one.lots is not None),
            accounts=known if sound else None,
            findings=findings,
            currency=currency,
        )
        transactions = reader.read(path, settings.data.transactions or "")
        unread = frozenset(reader.unread)
    return _Data(lots=lots, transactions=transactions, unread=unread)


def _read_prices(root: FilePath, as_of: date, read: SettingsRead, goal: _Goal) -> Prices:
    path = _data_file(root, "prices", read.settings, goal.places)
    if path is None:
        return NO_PRICES
    return read_price_file(path, read.settings.data.prices or "", as_of, goal.findings)


def _data_file(
    root: FilePath, key: str, settings: Settings, places: SettingsPlaces
) -> FilePath | None:
    name: str | None = getattr(settings.data, key)
    if name is None:
        return None
    if not (root / name).exists():
        account_section.report_absent(("data", key), name, places)
        return None
    return root / name


def _check_together(
    read: SettingsRead, data: _Data, household: Household | None, places: SettingsPlaces
) -> None:
    """What shows only when the settings and the data lie side by side."""
    settings = read.settings
    classes = settings.targets.classes if settings.targets else ()
    known = {*_held(data, household), *data.prices.named}
    known |= {one for section in classes for tied in section.hold for one in tied}
    known |= {one for section in classes for one in section.count}
    accounts = tuple(section.id for section in settings.accounts)
    note_unknown_wishes(settings.policy, accounts, known, places)
    account_section.note_unseen(settings.accounts, places)
    if read.sound("cash_flows"):
        check_cash_flows(settings, places, accounts_known=read.sound("accounts"))
    if read.sound("triggers") and read.sound("targets"):
        check_triggers(settings, places)
    if settings.data.transactions is None:
        places.note(
            ("data",),
            "there are no transactions",
            why="wash sales from recent purchases outside of the lots cannot be seen",
            fix='add `transactions = "data/transactions.csv"` with at least the last 90 days',
        )


def _missing_prices(
    read: SettingsRead, data: _Data, household: Household | None
) -> Iterator[Problem]:
    """Prices that are missing, when a holding's is; nothing where other problems leave it open.

    When only securities to be bought lack a price, the household can still be shown, and it is left
    to `planning_problems` to say that a plan cannot be made.
    """
    settings = read.settings
    unread = settings.data.prices is not None and not data.prices.readable
    if settings.targets is None or unread or not (read.sound("targets") and read.sound("data")):
        return iter(())
    held = _held(data, household)
    if held.keys() <= data.prices.named:
        return iter(())
    return needed_prices.missing_prices(
        held,
        needed_prices.buyable_symbols(settings.targets.classes, settings.policy),
        needed_prices.PriceFile(name=settings.data.prices, symbols=data.prices.named),
    )


def _held(data: _Data, household: Household | None) -> dict[Symbol, str]:
    """Every security held, with the first account that holds it.

    household  None while the files have problems: then what they list counts
    """
    held: dict[Symbol, str] = {}
    if household is not None:
        for owner, lot in household.lots:
            held.setdefault(lot.symbol, owner.account_id)
        return held
    for account, lots in data.lots.items():
        for lot in lots:
            held.setdefault(lot.symbol, account)
    return held


def _household(
    settings: Settings, data: _Data, given: Collection[KeyPath], as_of: date
) -> Household:
    """Everything held: as the files list it, or rebuilt where a complete record stands for them."""
    held = _listed(settings, data)
    if any(map(rebuilt.is_rebuilt, settings.accounts)):
        history = rebuilt.history_of(held, settings, given=given, as_of=as_of)
        held = rebuilt.with_rebuilt_lots(held, settings.accounts, history)
    return with_cash_flows(held, settings, as_of)


def _of_the_record(
    settings: Settings, data: _Data, given: Collection[KeyPath], as_of: date
) -> Iterator[Problem]:
    """What does not fit among the rows that could be read, so that one run names everything."""
    history = rebuilt.history_of(_listed(settings, data), settings, given=given, as_of=as_of)
    row_at = {row.source: row for row in data.transactions}
    for problem in history.problems:
        row = row_at.get(problem.where)
        beside = row is not None and any(
            account in {None, row.account_id} and symbol in {None, row.symbol}
            for account, symbol in data.unread
        )
        why = f"{problem.why.rstrip('.')}; a row that cannot be read may be the cause"
        yield replace(problem, why=why) if beside else problem


def _listed(settings: Settings, data: _Data) -> Household:
    return Household(
        name=settings.household.name,
        accounts=tuple(
            account_section.account_of(section, data.lots) for section in settings.accounts
        ),
        identical=IdenticalGroups(group.symbols for group in settings.identical),
        transactions=data.transactions,
        base_currency=settings.household.base_currency,
        country=settings.household.country,
    )


def _in_order(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """By file, the settings first and the others as they were read, then by line."""
    files = {SETTINGS_FILE: 0}
    for problem in problems:
        files.setdefault(problem.file or "", len(files))
    return tuple(
        sorted(problems, key=lambda problem: (files[problem.file or ""], problem.line or 0))
    )
