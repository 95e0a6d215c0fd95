"""What the gateway says instead of an answer, in the words that errors have for every broker.

It says so with a status of 200 as well as of 400 and 500, and with 503 for an order that it does
not have; so the words come first. Words that are not known go by the status: an error of the server
says nothing of what became of a request.
"""

from urllib.parse import urlsplit

from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown

NAME = "IBKR"

# The brokerage session is not open: what was asked for was not even looked at.
NO_SESSION = "no_session"
_NO_SESSION = ("no bridge", "query /accounts first", "query /portfolio/accounts first")

_UNAUTHORISED, _TOO_MANY, _REDIRECT, _REFUSED, _SERVER = 401, 429, 300, 400, 500

_KINDS = (
    ("is already registered", "duplicate"),
    ("already filled", "done"),
    ("filled or cancel", "done"),
    ("already cancel", "done"),
    ("cannot be cancel", "done"),
    ("is not found", "order"),
    ("doesn't exist", "order"),
    ("equity with loan value", "funds"),
    ("available settled cash", "funds"),
    ("insufficient", "funds"),
    ("no short", "shares"),
    ("short sale", "shares"),
    ("sell short", "shares"),
    ("market is closed", "closed"),
)
# Words of these are what became of an order, whatever the status; others are words of a server.
_OF_ORDERS = frozenset({"done", "order"})
# A reply that came too late, or to a question that another request has taken away.
_NO_ANSWER = ("reply id not found", "timeout", "timed out", "internal", "unavailable", "try again")


def refusal(text: str, *, status: int, changes: bool, wait: str = "", at: str = "") -> BrokerError:
    """The error that an answer with `status` and the words `text` is.

    changes  what was asked for may change an order
    wait     seconds to wait, as the head of the answer has them
    at       the address that was asked, for what to do
    """
    words, code = text.lower(), str(status)
    if status == _UNAUTHORISED or "not authenticated" in words:
        return not_logged_in(at)
    if status == _TOO_MANY:
        return RateLimited(
            "IBKR was asked too often",
            broker=NAME,
            code=code,
            retry_after=int(wait) if wait.isdigit() else None,
        )
    if any(said in words for said in _NO_SESSION):
        return _closed(text, changes=changes)
    if _REDIRECT <= status < _REFUSED:
        return lost(
            f"it sends on to another page; its address ends in /v1/api: {at}", changes=changes
        )
    kind = next((kind for said, kind in _KINDS if said in words), "")
    vague = not text or status >= _SERVER or any(said in words for said in _NO_ANSWER)
    if vague and kind not in _OF_ORDERS:
        return lost(text or f"it answered with {status}", changes=changes, code=code)
    return Definite(f"IBKR: {text}", broker=NAME, code=code, kind=kind)


def not_logged_in(at: str) -> Auth:
    """Nobody is logged in at the gateway, and only a person can be."""
    split = urlsplit(at)
    return Auth(
        "nobody is logged in at IBKR's gateway; log in there in a browser on the machine where it "
        f"runs: {split.scheme}://{split.netloc}",
        broker=NAME,
        code=str(_UNAUTHORISED),
    )


def lost(why: str, *, changes: bool, code: str = "") -> BrokerError:
    """There was no answer that says what became of the request."""
    if changes:
        return Unknown(f"IBKR: {why}; it may have happened", broker=NAME, code=code)
    return Unavailable(f"IBKR: {why}", broker=NAME, code=code)


def _closed(text: str, *, changes: bool) -> BrokerError:
    said = f"IBKR: its gateway has no brokerage session open ({text})"
    if changes:
        # Nothing was taken; a fresh preview opens the session again first.
        return Definite(f"{said}; nothing was sent", broker=NAME, code=NO_SESSION, kind="preview")
    return Unavailable(
        f"{said}. It is opened by itself once; where that is no help, log in at the gateway anew",
        broker=NAME,
        code=NO_SESSION,
    )
