"""The words of problems: did you mean, what is allowed, and sentences that begin as such."""

from collections.abc import Iterable
from difflib import get_close_matches

_CLOSE_ENOUGH = 0.6


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like `given`, whatever its case; None when none is near."""
    by_lower = {word.lower(): word for word in allowed}
    found = get_close_matches(given.lower(), by_lower, n=1, cutoff=_CLOSE_ENOUGH)
    return by_lower[found[0]] if found else None


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """`did you mean "x"?`, or an empty text when nothing is near."""
    word = nearest(given, allowed)
    return f'did you mean "{word}"?' if word is not None else ""


def sentence(text: str) -> str:
    """`text` with a capital first letter, unless it begins with code, a quotation or a number."""
    return text[:1].upper() + text[1:]


def one_of(words: Iterable[str]) -> str:
    """`allowed: a, b, c`."""
    return f"allowed: {', '.join(words)}"
