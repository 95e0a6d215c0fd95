"""A damaged file gives statements with problems; it never raises and never invents shares."""

from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.rendering import INPUTS
from trimtab.brokers import READERS

TEXTS = [path.read_bytes().decode() for path in INPUTS]
DAMAGE = [
    "",
    '"',
    ",",
    "\n",
    "-",
    "--",
    "<",
    "1e99",
    "99999999999999999",
    "\x00",
    "é",
    "$",
    "29/2/23",
]


@given(st.data())
def test_a_file_with_a_piece_replaced_is_read_without_raising(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    begin = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    damaged = text[:begin] + data.draw(st.sampled_from(DAMAGE)) + text[begin + length :]
    for reader in READERS:
        reader.recognises(damaged)
        for statement in reader.read(damaged, file="f"):
            assert all(lot.quantity > 0 for lot in statement.lots)
            assert all(lot.basis is None or lot.basis >= 0 for lot in statement.lots)


@given(st.text(max_size=200))
def test_any_text_is_read_without_raising(text: str) -> None:
    for reader in READERS:
        reader.recognises(text)
        assert reader.read(text, file="f")
