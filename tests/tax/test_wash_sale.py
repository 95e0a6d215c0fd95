"""What a replacement takes up of the loss it replaced: rule W12."""

from tests.tax.test_rebuild import REPLACED, lots, rebuilt


def test_days_held_are_added_to_those_that_the_replacement_brings_along() -> None:
    # The sold shares were held 91 days, and 91 days before 10 June is 11 March.
    history = rebuilt(REPLACED.replace("lot=L2", "lot=L2 start=2025-06-10"))
    assert lots(history) == [("L2", "100", "1020.00", "2025-03-11")]
