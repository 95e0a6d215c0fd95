import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trimtab.workspace.key_lines import Path, key_lines, line_of

TEXT = '''\
#:schema x
version = 1  # [not.a.table]
[a]
"quoted key" = "text with # and ] and \\" in it"
dotted.inner.'deep' = 'a = 1'
long = """
[no.header]
x = 1 \\""" still inside
""""
after = 1979-05-27 07:32:00
[[list]]
x = [
  1,  # one
  [2,
   3], { y = "}", z = [4] },
]
[[list]]
x = { p.q = 1, r = { s = 2 } }
[list.sub]
t = \'\'\'a
b\'\'\'
[[list.rows]]
u = 1
[[list.rows]]
u = 2
'''


def test_every_kind_of_key_has_its_line() -> None:
    lines = key_lines(TEXT)
    expected: dict[Path, int] = {
        ("version",): 2,
        ("a",): 3,
        ("a", "quoted key"): 4,
        ("a", "dotted", "inner", "deep"): 5,
        ("a", "long"): 6,
        ("a", "after"): 10,
        ("list",): 11,
        ("list", 0): 11,
        ("list", 0, "x"): 12,
        ("list", 0, "x", 0): 13,
        ("list", 0, "x", 1): 14,
        ("list", 0, "x", 1, 1): 15,
        ("list", 0, "x", 2): 15,
        ("list", 0, "x", 2, "y"): 15,
        ("list", 0, "x", 2, "z", 0): 15,
        ("list", 1): 17,
        ("list", 1, "x", "p", "q"): 18,
        ("list", 1, "x", "r", "s"): 18,
        ("list", 1, "sub"): 19,
        ("list", 1, "sub", "t"): 20,
        ("list", 1, "rows", 0, "u"): 23,
        ("list", 1, "rows", 1): 24,
        ("list", 1, "rows", 1, "u"): 25,
    }
    tomllib.loads(TEXT)
    assert {path: lines.get(path) for path in expected} == expected


def test_a_key_that_is_not_there_takes_the_line_around_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("list", 1, "missing")) == 17
    assert line_of(lines, ("nowhere",)) is None


_keys = st.text("abc-_1", min_size=1, max_size=3)
_leaves = st.sampled_from(
    ['"x # ] }"', "'y = 1'", "1.5", "true", "[1, [2], { k = 3 }]", "{ k = [] }"]
)


@given(st.dictionaries(_keys, _leaves, max_size=5), st.lists(_keys, max_size=3))
def test_every_key_of_any_table_is_found_on_its_line(
    pairs: dict[str, str], tables: list[str]
) -> None:
    body = "".join(f"{key} = {leaf}\n" for key, leaf in pairs.items())
    text = body + "".join(f"[[t-{name}]]\n{body}" for name in tables)
    document: dict[str, Any] = tomllib.loads(text)
    lines = key_lines(text)
    rows = text.splitlines()
    for key in pairs:
        assert rows[lines[(key,)] - 1].startswith(f"{key} = ")
    for name in document.keys() - pairs.keys():
        for index in range(len(document[name])):
            assert rows[lines[(name, index)] - 1] == f"[[{name}]]"
            for key in pairs:
                assert rows[lines[(name, index, key)] - 1].startswith(f"{key} = ")
