"""Fields of a Flex record as numbers; the message of an error names the field."""

from decimal import Decimal

from trimtab.brokers.files.cells import number
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.errors import InvalidValue


def amount(record: FlexRecord, name: str) -> Decimal | None:
    """The number in the field, None when there is none. Raises InvalidValue for anything else."""
    try:
        return number(record.text(name))
    except InvalidValue as error:
        raise InvalidValue(f"{name}: {error}") from error


def needed_amount(record: FlexRecord, name: str) -> Decimal:
    """The number in the field. Raises InvalidValue when there is none."""
    value = amount(record, name)
    if value is None:
        raise InvalidValue(f"{name} is empty")
    return value
