"""What `trimtab doctor` finds, a line for each thing that it looks at, as text and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from textwrap import fill
from typing import Any

from trimtab.errors import InputProblems, OutsideFailure
from trimtab.report.numbers import count
from trimtab.report.schema.kinds import COUNT, TEXT, Schema, a_list, an_object, document

SCHEMA = "trimtab.doctor/1"

_COLUMN = 9  # the longest word of a level, and a space
_INDENT = 2


class Level(Enum):
    """How a finding is to be taken.

    OK       as it should be, or of no matter
    WARNING  works, and wants to be known
    PROBLEM  something does not work until it is put right
    """

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    name     for scripts, the same from version to version
    text     what is so, without a full stop
    fix      what to do about it, or with OK what could be done; without a full stop, because a
             command may end it
    outside  True for a problem that lies at a service outside of trimtab
    public   what is told to others instead of a `text` that has a person's own words in it; empty
             where it has none
    """

    name: str
    text: str
    level: Level = Level.OK
    fix: str = ""
    outside: bool = False
    public: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Everything that was found, by what it is about."""

    findings: Mapping[str, tuple[Finding, ...]]

    def of(self, level: Level) -> tuple[Finding, ...]:
        """The findings of one level, in the order in which they are told."""
        return tuple(one for many in self.findings.values() for one in many if one.level is level)

    def for_others(self) -> "Diagnosis":
        """The same without what people have written themselves: notes, and names that they gave."""
        return Diagnosis(
            findings={
                topic: tuple(replace(one, text=one.public or one.text) for one in many)
                for topic, many in self.findings.items()
            }
        )

    @property
    def exit_code(self) -> int:
        """3 with a problem, 5 where every problem lies at a service outside, else 0."""
        problems = self.of(Level.PROBLEM)
        if not problems:
            return 0
        outside = all(one.outside for one in problems)
        return OutsideFailure.exit_code if outside else InputProblems.exit_code


def diagnosis_text(diagnosis: Diagnosis, *, width: int) -> str:
    """A heading for each topic, a line for each finding, and what it comes to."""
    return "\n".join([*_lines(diagnosis, width), "", fill(_verdict(diagnosis), width)])


def diagnosis_document(diagnosis: Diagnosis) -> dict[str, Any]:
    """The `trimtab.doctor/1` document."""
    return {
        "schema": SCHEMA,
        "problems": len(diagnosis.of(Level.PROBLEM)),
        "warnings": len(diagnosis.of(Level.WARNING)),
        "findings": [
            {
                "topic": topic,
                "name": one.name,
                "level": one.level.value,
                "text": one.text,
                "fix": one.fix,
            }
            for topic, many in diagnosis.findings.items()
            for one in many
        ],
    }


def doctor_schema() -> Schema:
    """Schema of `trimtab doctor --json`."""
    levels = {"enum": [level.value for level in Level]}
    finding = an_object(topic=TEXT, name=TEXT, level=levels, text=TEXT, fix=TEXT)
    return document(SCHEMA, problems=COUNT, warnings=COUNT, findings=a_list(finding))


def _lines(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    for topic, found in diagnosis.findings.items():
        yield topic
        for one in found:
            yield fill(
                f"{one.level.value:<{_COLUMN}}{one.text}.{_advice(one)}",
                width,
                initial_indent=" " * _INDENT,
                subsequent_indent=" " * (_INDENT + _COLUMN),
                break_long_words=False,
                break_on_hyphens=False,
            )


def _advice(one: Finding) -> str:
    if not one.fix:
        return ""
    return f" {one.fix}" if one.level is Level.OK else f" Fix: {one.fix}"


def _verdict(diagnosis: Diagnosis) -> str:
    problems, warnings = (len(diagnosis.of(one)) for one in (Level.PROBLEM, Level.WARNING))
    found = [count(number, word) for number, word in ((problems, "problem"), (warnings, "warning"))]
    if not problems and not warnings:
        return "Nothing is wrong."
    return f"{', '.join(found)}."
