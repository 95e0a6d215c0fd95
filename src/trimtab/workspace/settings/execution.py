"""[execution]: how orders are sent."""

from decimal import Decimal
from typing import Annotated

from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import BasisPoints, Duration, Flag, MoneyFromZero, Percent
from trimtab.workspace.settings.readers import Reads, objection, word_reader
from trimtab.workspace.settings.section import Section, means


def _sells_first(given: object) -> bool:
    if not readers.flag(given):
        raise objection(
            "is not possible",
            "purchases are sized by what the sales really brought",
            "leave it out",
        )
    return True


_SellsFirst = Annotated[bool, Reads(parse=_sells_first, called="true", schema={"const": True})]


class ExecutionSection(Section):
    """How orders are sent."""

    mode: Annotated[str, word_reader("paper", "live")] = means(
        "paper", "live also needs the flag --live"
    )
    order_type: Annotated[str, word_reader("limit", "market")] = means("limit", "Type of orders")
    limit_offset_bp: BasisPoints = means(Decimal(10), "Distance of limits from the price")
    sells_first: _SellsFirst = means(
        default=True, meaning="Sales are waited for before anything is bought"
    )
    max_order: MoneyFromZero | None = means(None, "Largest order in dollars; off unless set")
    max_daily: MoneyFromZero | None = means(
        None, "Most dollars traded a day in New York, with orders that are open; off unless set"
    )
    plan_expires: Duration = means("24h", "Age at which a plan may no longer be sent")
    max_price_move: Percent = means(
        Decimal("1.0"), "Percent that any price may move before the plan is stale"
    )
    hours: Annotated[str, word_reader("regular", "queue")] = means(
        "regular",
        "regular: orders are sent while the exchange is open; queue: sales at a limit also while "
        "it is closed, to wait at the broker until it opens",
    )
    unattended: Flag = means(default=False, meaning="Send without typing the plan's id")
