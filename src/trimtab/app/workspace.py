"""A folder with trimtab.toml, opened: the values in it, and what can be asked of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.app.checking import CheckReport, check_report
from trimtab.app.clock import SystemClock
from trimtab.app.faults import save_fault
from trimtab.app.locating import root_of
from trimtab.app.measured_risk import MeasuredRisk, measure_named, measured_risk
from trimtab.app.plan import Plan
from trimtab.app.planning import (
    PlanRequest,
    WhatIf,
    dollars,
    make_plan,
    planner_named,
    shares_of,
)
from trimtab.app.saved_plans import stated_document
from trimtab.app.targeting import TargetRequest, propose_target, write_proposal
from trimtab.app.tax_report import TaxReport, make_tax_report
from trimtab.app.trading.drafting import draft
from trimtab.app.trading.not_imported import not_imported
from trimtab.app.trading.office import open_office
from trimtab.app.trading.standing import trading_standing
from trimtab.app.triggering import Watched, watched
from trimtab.app.watching.standing import watch_standing
from trimtab.domain import (
    AccountId,
    Household,
    Market,
    PlannerName,
    Policy,
    TargetPortfolio,
    TaxProfile,
)
from trimtab.errors import InputProblems, InvalidValue, PlanFault, Problem
from trimtab.report.lots import LotsView, lots_view
from trimtab.report.status import PlanFile, Standing, StatusView, status_view
from trimtab.report.target_proposal import TargetProposal
from trimtab.report.verification import Verification
from trimtab.risk.names import MeasureName
from trimtab.triggers import Fired, PendingAction, RiskFigures
from trimtab.workspace import Loaded, list_plans, load, save_plan
from trimtab.workspace.action_problems import stale_prices, valuation_problems
from trimtab.workspace.days import EARLIEST_DAY, LATEST_DAY, is_workable
from trimtab.workspace.pending import pending_actions

if TYPE_CHECKING:
    from trimtab.app.linking.connecting import Connected
    from trimtab.app.linking.synced import Synced
    from trimtab.app.trading.saved_plan import SavedPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open workspace. Everything in it was read and validated once; nothing in it changes."""

    loaded: Loaded

    @property
    def root(self) -> Path:
        """The folder that holds trimtab.toml."""
        return self.loaded.root

    @property
    def as_of(self) -> date:
        """The day that everything is computed for."""
        return self.loaded.as_of

    @property
    def household(self) -> Household:
        """Accounts with lots and cash, and recorded transactions."""
        return self.loaded.household

    @property
    def target(self) -> TargetPortfolio | None:
        """The target; None until the file names one."""
        return self.loaded.target

    @property
    def market(self) -> Market:
        """Prices."""
        return self.loaded.market

    @property
    def tax(self) -> TaxProfile | None:
        """Tax rates and the year so far; None until the file gives them."""
        return self.loaded.tax

    @property
    def policy(self) -> Policy:
        """How the household wants to be planned for."""
        return self.loaded.policy

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth knowing about the data without being wrong."""
        return self.loaded.notes

    @property
    def provenance(self) -> Mapping[str, str]:
        """Where each setting comes from: `trimtab.toml:12`, or `default`."""
        return self.loaded.provenance

    def plan(
        self,
        planner: str | PlannerName | None = None,
        *,
        invest: Decimal | int | str | None = None,
        raise_cash: Decimal | int | str | None = None,
        account: str | None = None,
        strict: bool = False,
        what_if: WhatIf | None = None,
    ) -> Plan:
        """Make a plan. Nothing is written and nothing is sent.

        planner     a planner's name; the file's `policy.planner` when left out
        invest      dollars of new cash, there before the trades, in `account` or else in the first
                    taxable account
        raise_cash  dollars to be left over on top of every `min_cash`, in `account` or anywhere
        strict      raise NoPlan when a class cannot be bought
        what_if     settings for this plan alone, of the optimal planner

        Raises InputProblems when something that the planner needs is missing, NoPlan when the hard
        limits conflict, and PlanFault when the plan does not pass its own check.
        """
        request = PlanRequest(
            planner=planner_named(planner) or self.policy.planner,
            invest=dollars("invest", invest),
            raise_cash=dollars("raise_cash", raise_cash),
            account=None if account is None else AccountId(account),
            strict=strict,
            what_if=what_if or WhatIf(),
        )
        return make_plan(self.loaded, request)

    def plan_again(self, plan_id: str, *, strict: bool = False) -> Plan:
        """A fresh plan of today's lots and prices, as the saved plan `plan_id` was asked for.

        Planner, new cash, cash to raise and settings for that plan alone are those of the saved
        plan; all other settings are the file's. Raises as `plan`, and InputProblems where there is
        no such plan.
        """
        from trimtab.app.stated.plan import stated_plan  # loads arrays, for this alone

        request = stated_plan(self.root, plan_id).request
        return make_plan(self.loaded, replace(request, strict=strict))

    def edit(
        self,
        plan_id: str,
        *,
        drop: Iterable[int] = (),
        hold: Iterable[str] = (),
        resize: Mapping[int, Decimal | int | str] | None = None,
        note: str = "",
    ) -> Plan:
        """A new plan: the saved one `plan_id` with orders that you changed, for its own day.

        drop    numbers of orders to take out
        hold    securities of which every order is taken out
        resize  shares by number of an order
        note    your own words; they stand in the new plan

        Nothing is written. Raises InvalidValue for what cannot be meant; Refused where the plan no
        longer fits the workspace, or the new orders break a hard limit.
        """
        from trimtab.app.editing import EditRequest, edit_plan  # it opens workspaces itself

        sizes = {number: shares_of(number, shares) for number, shares in (resize or {}).items()}
        asked = EditRequest(
            drop=tuple(drop),
            hold=(hold,) if isinstance(hold, str) else tuple(hold),
            resize=sizes,
            note=note,
        )
        return edit_plan(self.root, plan_id, asked)

    def verify(self, plan_id: str, *, prove: bool = False) -> Verification:
        """A saved plan computed again from its orders alone; `holds` is True where all of it holds.

        plan_id  of a saved plan, or a file of one, which may have been edited by hand
        prove    solve again, and compare the bound, all prices and the choices

        Raises InvalidValue for what is no name, InputProblems where the plan cannot be read.
        """
        from trimtab.app.verifying.verify import verify_plan  # it opens workspaces itself

        if not isinstance(plan_id, str):
            raise InvalidValue(
                f"verify takes the id of a saved plan or a file, not {type(plan_id).__name__}. "
                "Save the plan, and give its id: ws.save(plan), then ws.verify(plan.id)"
            )
        return verify_plan(self.root, plan_id, prove=prove)

    def saved(self, plan_id: str) -> "SavedPlan":
        """The saved plan of that id, to approve or send it.

        Raises InputProblems where there is none, or its file is no plan's document.
        """
        from trimtab.app.trading.saved_plan import SavedPlan  # it opens workspaces itself

        document = stated_document(self.root, plan_id)
        return SavedPlan(root=self.root, id=str(document["id"]), as_of=self.as_of)

    def save(self, plan: Plan) -> Path:
        """Write `plan` into plans/, in one step, and return the file.

        The journal notes when, for a plan may be sent only while it is young.
        """
        path = save_plan(self.root, plan.to_json(), plan.plan.as_of, plan.id)
        edited = plan.plan.edited[-1].plan if plan.plan.edited else ""
        draft(open_office(self.root, SystemClock()), plan.id, plan.sha256, edited)
        return path

    def unseen_trades(self) -> str:
        """What was traded and the files do not show, and what to do; empty where they show all.

        A plan that is made from such files is not sent.
        """
        book = open_office(self.root, SystemClock()).book()
        found = not_imported(self.loaded, book)
        return "" if found is None else found.text

    def save_fault(self, fault: PlanFault) -> Path:
        """Write what a bug report needs of `fault` into faults/, without names; return the file."""
        return save_fault(self.root, fault)

    def status(self) -> StatusView:
        """Value, drift against bands, loss candidates, saved plans, health of the data.

        Raises InputProblems when targets or prices that it needs are missing or wrong.
        """
        self._refuse_unfit()
        asked = self._watched()
        saved = tuple(
            PlanFile(plan_id=item.plan_id, as_of=item.as_of) for item in list_plans(self.root)
        )
        return status_view(
            Standing(
                household=self.household,
                target=self.target,
                market=self.market,
                policy=self.policy,
                as_of=self.as_of,
                notes=self.notes,
                plans=saved,
                history=self.loaded.history,
                fired=None if asked is None else asked.fired(),
                unmeasured=() if asked is None else asked.unmeasured,
                actions=pending_actions(self.loaded, self.as_of),
                stale=stale_prices(self.loaded),
                mixed=valuation_problems(self.loaded),
                watch=watch_standing(self.loaded),
                trading=trading_standing(self.root),
            )
        )

    def check_triggers(
        self,
        *,
        kinds: Collection[str] | None = None,
        last_checked: date | None = None,
        pending: Collection[PendingAction] | None = None,
        risk: RiskFigures | None = None,
    ) -> tuple[Fired, ...]:
        """What says that it is time to act, in the order of the kinds; nothing when it is not.

        kinds         names of kinds to ask, with their usual figures where the file has none; those
                      that the file asks for when left out
        last_checked  the day of the check before: what came due since then is told too
        pending       corporate actions that are announced and not booked yet; those of
                      corporate_actions.csv when left out
        risk          risk of the holdings and of the target; measured by `data.returns` when left
                      out and [triggers.risk] asks for it

        Raises InputProblems when targets or prices that it needs are missing or wrong, also where
        a price is from the other side of a split than the shares, or the returns do not do that
        [triggers.risk] needs.
        """
        self._refuse_unfit()
        found = watched(
            self.loaded, kinds=kinds, last_checked=last_checked, pending=pending, risk=risk
        )
        if found.unmeasured:
            raise InputProblems(found.unmeasured)
        return found.fired()

    def lots(self) -> LotsView:
        """Every lot with value, gain, term and wash-sale state."""
        return lots_view(
            self.household,
            self.market,
            self.as_of,
            history=self.loaded.history,
            policy=self.policy,
        )

    def tax_report(self, year: int | None = None) -> TaxReport:
        """Sales after the wash-sale rule, open lots, and results by year.

        year  sales and results of this year alone; all years when left out

        Needs no targets, prices or rates. A year whose parameters are not known has null amounts
        and a warning. Raises InputProblems with every row of the transactions that does not fit.
        """
        return make_tax_report(self.loaded, year)

    def _refuse_unfit(self) -> None:
        if self.loaded.unfit:
            raise InputProblems(self.loaded.unfit)

    def _watched(self) -> Watched | None:
        """What is asked; None without a target, or where prices do not fit what is held."""
        held = self.household.symbols_held()
        if self.target is None or not all(symbol in self.market for symbol in held):
            return None
        if valuation_problems(self.loaded):
            return None
        return watched(self.loaded)

    def risk(self, measure: str | MeasureName = MeasureName.VOLATILITY) -> MeasuredRisk:
        """The risk of what is held and of the target, as [risk] says.

        measure  `volatility`, `var` or `cvar`

        Raises InputProblems where a series is missing or has gaps.
        """
        return measured_risk(self.loaded, measure_named(measure))

    def propose_target(self, request: TargetRequest) -> TargetProposal:
        """New weights of the classes by risk; nothing is written.

        Raises InputProblems where targets, returns or the extra `trimtab[risk]` are missing, and
        InvalidValue where no weights do what was asked: it names the bounds, or the range in reach.
        """
        return propose_target(self.loaded, request)

    def write_target(self, proposal: TargetProposal) -> Path:
        """Put the weights of `proposal` into trimtab.toml, in one step; comments stay."""
        return write_proposal(self.root, proposal)

    def connect(self, broker: str, *, code: str | None = None, remove: bool = False) -> "Connected":
        """Connect this workspace with a broker, as `trimtab connect` does.

        broker  as `source` names it: `etrade`, `ibkr`
        code    the code that the broker's page showed; where a log-in needs one and it is left out,
                `authorise` of the result is the address of that page
        remove  forget the log-in, and end it at the broker

        Keys and secrets come from the environment or the keyring, never from arguments. Raises
        InputProblems where they are missing, where the broker is not known, or where a source names
        no account there; InvalidValue for a code where there is no log-in; the errors of a broker.
        """
        from trimtab.app.linking.connecting import connection  # brokers are an extra
        from trimtab.app.linking.known import require_brokers

        require_brokers("connecting a broker")
        if remove and code is not None:
            raise InvalidValue("remove takes no code")
        here = connection(self.root, broker, SystemClock())
        return here.remove() if remove else here.connect(code)

    def sync(
        self,
        accounts: Iterable[str] = (),
        *,
        dry_run: bool = False,
        accept_problems: bool = False,
    ) -> "Synced":
        """Read the connected accounts into the files of the workspace, as `trimtab sync` does.

        accounts         these alone; all whose `source` is a broker when left out
        dry_run          write nothing
        accept_problems  take the rest where some rows are unusable, or older than what is there

        This object stays what it was; `reopened` has what the files say now. Raises InputProblems
        where something needs you: nothing was written then. Refused where the broker's answers
        differ from the files of `data.validate_with`.
        """
        from trimtab.app.linking.known import require_brokers
        from trimtab.app.linking.synced import Synced  # brokers are an extra
        from trimtab.app.linking.syncing import SyncRequest, sync

        require_brokers("reading a broker")
        request = SyncRequest(
            accounts=(AccountId(accounts),)
            if isinstance(accounts, str)
            else tuple(map(AccountId, accounts)),
            dry_run=dry_run,
            accept_problems=accept_problems,
            as_of=None if self.as_of == _today() else self.as_of,
        )
        view = sync(self.root, SystemClock(), request)
        if view.problems and not (dry_run or accept_problems):
            raise InputProblems(view.problems)
        return Synced(view=view)

    def reopened(self) -> "Workspace":
        """The workspace as its files are now, for the same day. Raises as `open_workspace`."""
        return open_workspace(self.root, as_of=self.as_of)

    def check(self) -> CheckReport:
        """What still stands between this workspace and a plan, and what is worth knowing."""
        return check_report(self.loaded)


def open_workspace(
    path: str | Path, *, as_of: date | None = None, record_only: bool = False
) -> Workspace:
    """Open the workspace in `path`, or in the nearest parent that holds a trimtab.toml.

    as_of        the day to compute for; today when left out
    record_only  for the tax report, which needs neither targets nor prices: what is wrong in these
                 is raised only by what needs them

    Raises InputProblems that lists every problem of every file at once, and InvalidValue for a day
    near the ends of the calendar. Without any prices a workspace opens; planning raises.
    """
    now = _today()
    today = as_of or now
    if not is_workable(today):
        raise InvalidValue(f"as_of must be from {EARLIEST_DAY} to {LATEST_DAY}, got {today}")
    return Workspace(
        loaded=load(root_of(Path(path)), as_of=today, today=now, record_only=record_only)
    )


def _today() -> date:
    # Only here and in the command line may the clock be read.
    return date.today()  # noqa: DTZ011 - the user's own calendar day is meant
