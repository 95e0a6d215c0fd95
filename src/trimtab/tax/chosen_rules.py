"""What the household chose where the law leaves a choice."""

from trimtab.domain import FilingStatus, Policy
from trimtab.tax.wash_sale import WashRules


def chosen_rules(policy: Policy, filing_status: FilingStatus | None) -> WashRules:
    """The reading of the wash-sale rule that `policy` asks for (W11, W14).

    filing_status  None: not given, which counts as a joint return where there is a spouse. On the
                   return of an unmarried person another owner is no spouse.
    """
    return WashRules(
        same_day_batch=policy.same_day_batch,
        fragments_highest=policy.fragments_highest,
        joint_return=filing_status in {None, FilingStatus.MARRIED_JOINT},
        spouses=filing_status not in {FilingStatus.SINGLE, FilingStatus.HEAD_OF_HOUSEHOLD},
    )
