"""What the gateway says instead of an answer."""

BAD_REQUEST, UNAUTHORIZED, NOT_FOUND = 400, 401, 404
TOO_MANY, UNAVAILABLE = 429, 503
# What IBKR's order desk refuses comes with the status of success.
REFUSED = 200


class IbkrRefusal(Exception):
    """An answer `{"error": …}` with a status of its own, which is 200 where an order is refused."""

    def __init__(self, message: str, *, status: int = REFUSED) -> None:
        self.message, self.status = message, status
        super().__init__(f"{status}: {message}")


def not_found() -> IbkrRefusal:
    """The answer where nothing is."""
    return IbkrRefusal("Resource not found", status=NOT_FOUND)
