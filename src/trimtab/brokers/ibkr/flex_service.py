"""What the Flex web service answers when it does not send a report.

Source of the codes: IBKR's guide to the Flex Web Service, version 3, section of error codes.
"""

from trimtab.brokers.files.unreadable import DOCS
from trimtab.errors import Problem

_LATER = "Ask for the report again in a few minutes"
_RENEW = "Make a new token in the portal: Flex Queries, Flex Web Service"
_CHECK_QUERY = "Check the number of the query in the portal: Flex Queries"

_MEANING: dict[str, tuple[str, str]] = {
    "1001": ("the statement could not be generated just now", _LATER),
    "1003": ("the statement is not available", "Check the query's period"),
    "1004": ("the statement is incomplete at this time", _LATER),
    "1005": ("settlement data are not ready", _LATER),
    "1006": ("profit and loss by lot are not ready", _LATER),
    "1007": ("profit and loss to market are not ready", _LATER),
    "1008": ("profit and loss, by lot and to market, are not ready", _LATER),
    "1009": ("the server is under heavy load", _LATER),
    "1010": (
        "queries of the old kind are no longer served",
        "Make the query anew as Activity Flex",
    ),
    "1011": ("the service is not active for this account", "Switch the Flex Web Service on"),
    "1012": ("the token has expired", _RENEW),
    "1013": ("the token is restricted to another internet address", _RENEW),
    "1014": ("the query is not valid", _CHECK_QUERY),
    "1015": ("the token is not valid", _RENEW),
    "1016": ("the account is not valid", "Check which accounts the query is for"),
    "1017": ("the reference code is not valid", "Ask for the report from the beginning"),
    "1018": ("too many requests in a short time", "Wait ten minutes, then ask again"),
    "1019": ("the statement is still being generated", _LATER),
    "1020": ("the request is not valid", _CHECK_QUERY),
    "1021": ("the statement could not be retrieved", _LATER),
}


# Codes that mean "not yet": asking again after a pause helps. The others that say "later" are about
# the day's figures, which come hours after the close, or about the token or the query.
PASSING = frozenset({"1001", "1009", "1018", "1019", "1021"})
TOO_MANY = "1018"
# The token opens nothing: it has expired, is for another address, or is none.
NO_ENTRY = frozenset({"1011", "1012", "1013", "1015"})
# The figures of the day are not ready yet; whoever waits for them waits for hours.
NOT_READY = frozenset({"1004", "1005", "1006", "1007", "1008"})


def meaning_of(code: str) -> tuple[str, str]:
    """What a code means, and what to do about it."""
    return _MEANING.get(code, ("a code that trimtab does not know", _LATER))


def not_a_report(code: str, message: str, file: str) -> Problem:
    """The answer in `file` in words. An empty `code` is the receipt for a request."""
    if not code:
        return Problem(
            what="this is the receipt for a Flex request, not the report",
            file=file,
            why="The service answers with a reference code first, with the report on a second call",
            fix="Fetch the report with the reference code, then import that file",
            docs=DOCS,
        )
    meaning, fix = meaning_of(code)
    return Problem(
        what=f"the Flex service answered with error {code} and no report: {meaning}",
        file=file,
        why=f"It says: {message}" if message else "",
        fix=fix,
        docs=DOCS,
    )
