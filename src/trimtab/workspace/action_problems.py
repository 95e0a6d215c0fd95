"""Actions that are not in the lots, and prices from before one: neither may enter a plan."""

from collections.abc import Iterable

from trimtab.domain.announcement import (
    ActionStanding,
    ActionState,
    AnnouncedAction,
    StalePrice,
)
from trimtab.errors import Problem
from trimtab.workspace.loading import Loaded
from trimtab.workspace.pending import NEW, action_standings
from trimtab.workspace.wording import sentence

_HAVE_IT = (ActionState.APPLIED, ActionState.BROUGHT)


def stale_prices(loaded: Loaded) -> tuple[StalePrice, ...]:
    """The prices that an action has made wrong, and those without a day that it may have.

    A price without a day is only doubted for the first 30 days.
    """
    found: list[StalePrice] = []
    for standing in action_standings(loaded):
        action = standing.action
        quote = loaded.market.quotes.get(action.symbol)
        if quote is None or not action.rescales or not standing.having(*_HAVE_IT):
            continue
        new = loaded.as_of - action.effective <= NEW
        before = quote.as_of is not None and quote.as_of < action.effective
        if before or (quote.as_of is None and new):
            found.append(StalePrice(quote=quote, action=action))
    return tuple(found)


def action_problems(loaded: Loaded) -> tuple[Problem, ...]:
    """What keeps a plan from being made: actions that are due and not in the lots, old prices."""
    return (*_open_actions(loaded, action_standings(loaded)), *_old_prices(loaded))


def valuation_problems(loaded: Loaded) -> tuple[Problem, ...]:
    """Shares and prices that do not belong together: no weight of the household is known.

    Either the lots have an action and the price is from before it, or the price is of its day or
    later and the lots are as before.
    """
    ahead = [one for one in action_standings(loaded) if _price_is_ahead(loaded, one)]
    return (*_open_actions(loaded, ahead), *_old_prices(loaded))


def _price_is_ahead(loaded: Loaded, standing: ActionStanding) -> bool:
    action = standing.action
    quote = loaded.market.quotes.get(action.symbol)
    if quote is None or quote.as_of is None or not standing.having(ActionState.DUE):
        return False
    return action.rescales and quote.as_of >= action.effective


def _open_actions(loaded: Loaded, standings: Iterable[ActionStanding]) -> list[Problem]:
    problems: list[Problem] = []
    for standing in standings:
        action = standing.action
        for one in standing.accounts:
            if one.state not in ActionState.open_ones() or action.effective > loaded.as_of:
                continue
            why = one.said or "a plan would trade shares that are no longer there"
            problems.append(
                _problem(
                    action,
                    f"the {action.type.value} of {action.symbol} of {action.effective} is "
                    f"{_STATES[one.state]} in {one.account_id}",
                    why,
                    _FIXES[one.state].format(account=one.account_id),
                )
            )
    return problems


_STATES = {
    ActionState.DUE: "due and not applied",
    ActionState.UNCLEAR: "perhaps not applied",
    ActionState.DISPUTED: "told in two ways",
    ActionState.TWICE: "told twice",
}
_FIXES = {
    ActionState.DUE: "run `trimtab actions --apply`, or import the broker's lots of today",
    ActionState.UNCLEAR: "import the broker's lots of a later day, or book it with "
    "`trimtab actions --apply --account {account}`",
    ActionState.DISPUTED: "correct the action or the row, whichever is wrong",
    ActionState.TWICE: "drop one of the two rows",
}


def _old_prices(loaded: Loaded) -> list[Problem]:
    return [
        _problem(
            stale.action,
            f"the price of {stale.quote.symbol} is of {stale.quote.as_of}, before the "
            f"{stale.action.type.value} of {stale.action.effective}",
            "it is a price of the shares as they were, and is not adjusted",
            f"give a price of {stale.action.effective} or later in the file of prices",
        )
        for stale in stale_prices(loaded)
        if stale.certain
    ]


def _problem(action: AnnouncedAction, what: str, why: str, fix: str) -> Problem:
    file, _, line = action.source.rpartition(":")
    return Problem(
        what=what,
        file=file or None,
        line=int(line) if line.isdigit() else None,
        why=sentence(why),
        fix=sentence(fix),
        docs="reference/corporate-actions.md",
    )
