"""The request log: a line for each request to a broker, and a line for its answer.

The lines go to Python's logger `trimtab.wire`, and to nobody until somebody listens to it, as
`trimtab --log` does. A line has the method, the address with everything hidden that may name an
account or open one, the status, the kind and length of the answer, the broker's code of an error,
and how long it took. Heads and bodies are in no line: keys, tokens and signatures are in the heads,
holdings, account numbers and the tokens of a log-in are in the bodies, and no rule finds all of
them. For the same reason only the name of a failure is written: its text holds the whole address.

An adapter does all of its requests in a session of `trimtab.brokers.wire_session`; then there is
nothing else to do. One that speaks through another library calls `sent` before a request and
`answered` or `failed` after it.
"""

import logging
import re
from itertools import count
from urllib.parse import parse_qsl, urlsplit

WIRE = logging.getLogger("trimtab.wire")

# What may be read in an address: words that broker's pages are called by. A word has no digits, is
# short, and its letters change to capitals as in camelCase; account keys and tokens do not.
_LONGEST_WORD = 20
_WORD = re.compile(r"[a-z]+([A-Z][a-z]+)*([_.-][A-Za-z]?[a-z]+([A-Z][a-z]+)*)*")
_VERSION = re.compile(r"v\d{1,2}")
# Names of pages that are longer, or written otherwise.
_NAMES = frozenset({"AccountManagement", "FlexWebService", "SendRequest", "GetStatement"})
_SHOWN_DIGITS, _LONG_ENOUGH = 4, 8
# A code of an error, as brokers write them; anything else may be anything.
_CODE = re.compile(r"[A-Za-z]{0,3}\d{1,9}|[a-z]{2,12}(_[a-z]{2,12}){0,3}")

_NUMBERS = count(1)


def sent(broker: str, method: str, url: str) -> int:
    """Note that a request is about to go out; returns its number, for its answer."""
    number = next(_NUMBERS)
    # `asked` is for whoever shows what is waited for.
    shown = shown_address(url)
    WIRE.info("#%d > %s: %s %s", number, broker, method.upper(), shown, extra={"asked": broker})
    return number


def answered(
    number: int, status: int, *, seconds: float, size: int, kind: str = "", code: str = ""
) -> None:
    """Note the answer to request `number`.

    size  bytes of its body
    kind  its Content-Type
    code  the broker's code of an error; what does not look like one is left out
    """
    words = [str(status), _kind(kind), f"{size} bytes", f"{seconds:.3f} s"]
    if code:
        words.append(f"code {code}" if _CODE.fullmatch(code) else "a code that is not shown")
    WIRE.info("#%d < %s", number, ", ".join(word for word in words if word))


def failed(number: int, error: BaseException, *, seconds: float) -> None:
    """Note that there is no answer to request `number`: the name of what happened alone."""
    WIRE.info("#%d ! no answer: %s, %.3f s", number, type(error).__name__, seconds)


def shown_address(url: str) -> str:
    """`url` as a log may have it.

    Words of its path stay, and the names of its query; anything else in a path is `****`, with its
    last four characters where it has eight or more.
    """
    try:
        split = urlsplit(url)
        port = f":{split.port}" if split.port else ""
    except ValueError:
        return "an address that cannot be read"
    host = split.hostname or ""
    path = "/".join(_shown_part(part) for part in split.path.split("/"))
    names = [_shown_part(name) for name, _ in parse_qsl(split.query, keep_blank_values=True)]
    query = f"?{'&'.join(names)}" if names else ""
    return f"{split.scheme}://{host}{port}{path}{query}"


def _shown_part(part: str) -> str:
    if not part or part in _NAMES or _VERSION.fullmatch(part):
        return part
    if len(part) <= _LONGEST_WORD and _WORD.fullmatch(part):
        return part
    return "****" + (part[-_SHOWN_DIGITS:] if len(part) >= _LONG_ENOUGH and part.isalnum() else "")


def _kind(content_type: str) -> str:
    """`application/json` of a head that may say more."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind if re.fullmatch(r"[a-z]+/[a-z.+-]{1,40}", kind) else ""
