"""[policy] and [planner.*] as a Policy: percent to fractions, names checked against the targets."""

from collections.abc import Collection, Mapping

from trimtab.domain import AccountId, Policy, RankedTlhSettings, Symbol
from trimtab.workspace.key_lines import Path
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.goal import ClassSection
from trimtab.workspace.settings.wishes import PolicySection
from trimtab.workspace.triggers_section import cash_buffer
from trimtab.workspace.wording import did_you_mean, one_of

_PERCENT = 100
_BASIS_POINTS = 10_000


def policy_of(settings: Settings, given: Collection[Path]) -> Policy:
    """The policy in domain units; `given` holds the paths that the file sets."""
    wishes = settings.policy
    ranked = settings.planner.ranked_tlh
    tracking = wishes.max_tracking_error
    return Policy(
        planner=wishes.planner,
        wash_sales=wishes.wash_sales,
        wash_lookback=wishes.wash_lookback,
        reinvestments=wishes.reinvestments,
        same_day_batch=wishes.same_day_dispositions == "batch",
        fragments_highest=wishes.fragment_selection == "highest",
        drift_aversion=wishes.drift_aversion,
        future_tax_weight=wishes.future_tax_weight,
        rank_cost=wishes.rank_cost / _BASIS_POINTS,
        te_aversion=wishes.te_aversion,
        commission=wishes.commission,
        carryover_value=wishes.carryover_value and wishes.carryover_value / _PERCENT,
        band_hard=wishes.band_mode == "hard",
        min_harvest_dollars=wishes.min_harvest.dollars,
        min_harvest_fraction=wishes.min_harvest.percent / _PERCENT,
        wait_for_long_term_days=wishes.wait_for_long_term_days,
        min_trade_dollars=wishes.min_trade.dollars,
        min_trade_fraction=wishes.min_trade.percent / _PERCENT,
        max_orders=wishes.max_orders,
        max_turnover=wishes.max_turnover / _PERCENT,
        max_tracking_error=tracking and tracking / _PERCENT,
        cash_buffer=cash_buffer(settings),
        never_sell=frozenset(wishes.never_sell),
        never_buy=frozenset(wishes.never_buy),
        forced_buys=dict(wishes.forced_buys),
        time_limit=wishes.time_limit,
        gap=wishes.gap / _BASIS_POINTS,
        ranked_tlh=RankedTlhSettings(
            max_loss_to_forgo=ranked.max_loss_to_forgo,
            max_gain_to_sell=ranked.max_gain_to_sell,
            gain_rule=ranked.gain_rule,
        ),
        given=_given_keys(given),
    )


def _given_keys(given: Collection[Path]) -> frozenset[str]:
    """The dotted keys of [policy] and [planner.*], such as `policy.max_orders`."""
    wishes = (path for path in given if path[0] in {"policy", "planner"} and len(path) > 1)
    return frozenset(".".join(map(str, path)) for path in wishes)


def check_forced_buys(
    policy: PolicySection, classes: tuple[ClassSection, ...], places: SettingsPlaces
) -> None:
    """Every forced buy names a class, and a security of that class."""
    by_name = {section.name: section for section in classes}
    for name, symbol in policy.forced_buys.items():
        path = ("policy", "forced_buys", name)
        if name not in by_name:
            places.problem(
                path,
                f'forced_buys names "{name}", which is no class',
                why=one_of(by_name),
                fix=did_you_mean(name, by_name) or "correct the name, or drop the line",
            )
            continue
        section = by_name[name]
        members = [*(one for tied in section.hold for one in tied), *section.count]
        if symbol is not None and symbol not in members:
            places.problem(
                path,
                f'forced_buys names {symbol} for "{name}", which does not hold it',
                why=one_of(members),
                fix=did_you_mean(symbol, members) or "add it to `hold`, or name another one",
            )


def note_unknown_wishes(
    policy: PolicySection,
    accounts: Collection[AccountId],
    symbols: Collection[Symbol],
    places: SettingsPlaces,
) -> None:
    """Notes on entries of never_sell and never_buy that match nothing: harmless, maybe mistyped."""
    lists: Mapping[str, tuple[str, ...]] = {
        "never_sell": policy.never_sell,
        "never_buy": policy.never_buy,
    }
    for key, entries in lists.items():
        for entry in entries:
            account, colon, symbol = entry.rpartition(":")
            unknown_account = bool(colon) and account not in accounts
            if not unknown_account and symbol in symbols:
                continue
            wrong, known = (account, accounts) if unknown_account else (symbol, symbols)
            kind = "account" if unknown_account else "security"
            places.note(
                ("policy", key),
                f'{key} names "{entry}", but there is no {kind} "{wrong}"',
                why="the entry has no effect",
                fix=did_you_mean(wrong, known) or "drop it, or keep it for later",
            )
