"""What a workspace still lacks for a plan by a certain planner."""

from collections.abc import Iterator

from trimtab.domain import Account, PlannerName
from trimtab.errors import Problem
from trimtab.workspace.key_lines import Path
from trimtab.workspace.loading import Loaded
from trimtab.workspace.needed_prices import PriceFile, buyable_symbols, missing_prices
from trimtab.workspace.places import settings_page
from trimtab.workspace.tax_section import missing_for_tax
from trimtab.workspace.wording import sentence


def planning_problems(loaded: Loaded, planner: PlannerName) -> tuple[Problem, ...]:
    """What keeps `planner` from planning for this workspace; empty when nothing does."""
    return (
        *loaded.unfit,
        *_target_problems(loaded),
        *_price_problems(loaded),
        *_index_problems(loaded, planner),
        *_limit_problems(loaded, planner),
        *loaded.history.problems,
        *_tax_problems(loaded, planner),
    )


def _target_problems(loaded: Loaded) -> Iterator[Problem]:
    if loaded.settings.targets is None:
        yield _problem(
            loaded,
            (),
            "there is no [targets]",
            "a plan moves the household towards its targets",
            "add [[targets.class]] with `name`, `weight` and `hold`, for example by `trimtab init`",
        )


def _price_problems(loaded: Loaded) -> Iterator[Problem]:
    """Securities that a plan may buy and that have no price, where that is all that is amiss."""
    targets = loaded.settings.targets
    if targets is not None and not loaded.unfit:
        needed = buyable_symbols(targets.classes, loaded.settings.policy)
        file = PriceFile(name=loaded.settings.data.prices, symbols=loaded.market.quotes.keys())
        yield from missing_prices({}, needed, file)


def _index_problems(loaded: Loaded, planner: PlannerName) -> Iterator[Problem]:
    """Classes that hold an index directly, where the planner follows a rule."""
    targets = loaded.settings.targets
    if targets is None or planner is PlannerName.OPTIMAL:
        return
    for index, section in enumerate(targets.classes):
        if section.members is not None:
            yield _problem(
                loaded,
                ("targets", "class", index, "members"),
                f'"{section.name}" holds an index directly, and {planner.value} cannot plan for it',
                "a rule would buy one member alone; only the optimal planner weighs them together",
                "plan with --planner optimal, or name one fund in `hold` in place of `members`",
            )


def _limit_problems(loaded: Loaded, planner: PlannerName) -> Iterator[Problem]:
    """A limit of the tracking error that nothing measures."""
    targets = loaded.settings.targets
    if loaded.policy.max_tracking_error is None or planner is not PlannerName.OPTIMAL:
        return
    indexed = targets is not None and any(one.members is not None for one in targets.classes)
    if not indexed and loaded.settings.data.returns is None:
        yield _problem(
            loaded,
            ("policy", "max_tracking_error"),
            "max_tracking_error cannot be measured",
            "it takes returns of the classes, or a class that holds an index directly",
            "name a file of returns in [data] `returns`, or leave the limit out",
        )


def _tax_problems(loaded: Loaded, planner: PlannerName) -> Iterator[Problem]:
    if loaded.tax is not None or planner is PlannerName.NEVER_SELL:
        return
    taxed = [account for account in loaded.household.accounts if _is_taxed_here(account)]
    if not taxed:
        return
    missing = missing_for_tax(loaded.settings.taxes)
    yield _problem(
        loaded,
        ("taxes",),
        f"[taxes] lacks {', '.join(missing)}",
        f"a plan by {planner.value} counts the tax of sales, and {taxed[0].label} is taxable",
        "add them, or plan with --planner never-sell, which sells nothing",
    )


def _is_taxed_here(account: Account) -> bool:
    return account.taxable and account.tradable and account.tracked


def _problem(loaded: Loaded, path: Path, what: str, why: str, fix: str) -> Problem:
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    where = loaded.provenance.get(key.removeprefix("."), "default")
    line = where.rpartition(":")[2]
    return Problem(
        what=what,
        file=loaded.file.name,
        line=int(line) if line.isdigit() else None,
        why=sentence(why),
        fix=sentence(fix),
        docs=settings_page(path),
    )
