"""The ways of [[watch.notify]], as adapters; addresses that are secrets are in the environment."""

import os
from collections.abc import Iterable, Mapping

from trimtab.errors import InputProblems, InvalidValue, Problem
from trimtab.notify.by_apprise import DesktopNotifier, require_apprise, service_notifier
from trimtab.notify.email import EmailNotifier, SmtpServer
from trimtab.ports import Notifier
from trimtab.workspace.settings.watch import NotifySection

_PAGE = "how-to/alerts-by-email-or-webhook.md"


def notifiers(sections: Iterable[NotifySection]) -> Mapping[str, Notifier]:
    """By channel; InputProblems with everything that is missing or cannot be used."""
    found: dict[str, Notifier] = {}
    problems: list[Problem] = []
    for at, section in enumerate(sections, start=1):
        try:
            made = _notifier(section)
        except InvalidValue as error:
            problems.append(_problem(at, section, str(error)))
        except InputProblems as error:
            problems += error.problems
        else:
            found[made.channel] = made
    if problems:
        raise InputProblems(problems)
    return found


def _notifier(section: NotifySection) -> Notifier:
    if section.kind == "email":
        if section.to is None:
            raise InvalidValue("it has no address: add `to`")
        server = SmtpServer.of(_secret(section.url_env)) if section.url_env else SmtpServer()
        return EmailNotifier(to=section.to, sender=section.sender or section.to, server=server)
    if section.kind == "webhook":
        if section.url_env is None:
            raise InvalidValue("it has no address: name the variable that holds it in `url_env`")
        return service_notifier(f"webhook:{section.url_env}", _secret(section.url_env))
    require_apprise()
    return DesktopNotifier()


def _secret(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise InvalidValue(f"the environment variable {name} is not set")
    return value


def _problem(at: int, section: NotifySection, why: str) -> Problem:
    return Problem(
        what=f"[[watch.notify]] number {at}, {section.kind}, cannot be used: {why}",
        why="Nothing would be told that way.",
        fix="Set it, then try it with `trimtab watch --notify-test`.",
        docs=_PAGE,
    )
