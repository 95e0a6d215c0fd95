"""[display]: how reports look."""

from typing import Annotated

from trimtab.workspace.settings.kinds import Flag, Text
from trimtab.workspace.settings.readers import word_reader
from trimtab.workspace.settings.section import Section, means


class DisplaySection(Section):
    """How reports look."""

    theme: Annotated[str, word_reader("system", "light", "dark")] = means("system", "Colours")
    negatives: Annotated[str, word_reader("parens", "minus")] = means(
        "parens", "How negative amounts are written"
    )
    privacy: Flag = means(default=False, meaning="Hide dollar amounts everywhere")
    locale: Text = means("en-US", "Language and region of numbers and dates")
