"""What IBKR takes for an order in shares of the United States: the schedule `IBKR Pro, fixed`.

Half a cent a share, at least a dollar an order, and never more than one per cent of its value.
Without the fees of exchanges and of the authorities on sales, which are cents.
"""

from decimal import Decimal

from trimtab.money import ZERO, to_cents

_PER_SHARE, _LEAST, _MOST_OF_VALUE = Decimal("0.005"), Decimal("1.00"), Decimal("0.01")


def commission(quantity: Decimal, value: Decimal) -> Decimal:
    """Dollars for `quantity` shares of an order that came to `value` dollars."""
    if not quantity:
        return ZERO
    return to_cents(min(max(quantity * _PER_SHARE, _LEAST), value * _MOST_OF_VALUE))
