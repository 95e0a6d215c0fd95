from hypothesis import given
from hypothesis import strategies as st

from trimtab.brokers.ofx.tree import Element, is_ofx, take_apart


def shape(element: Element) -> object:
    return (element.tag, element.text or [shape(child) for child in element.children])


def test_values_need_not_be_closed_in_version_1() -> None:
    root, whole = take_apart("<OFX><A><B>1<C>2</A><D>3</OFX>")
    assert whole
    assert shape(root) == ("OFX", [("A", [("B", "1"), ("C", "2")]), ("D", "3")])


def test_version_2_gives_the_same() -> None:
    loose, _ = take_apart("<OFX><A><B>1<C>2</A><D>3</OFX>")
    closed, _ = take_apart("<OFX>\n<A> <B>1</B>\n<C>2</C></A><D>3</D></OFX>")
    assert shape(loose) == shape(closed)


def test_an_empty_value_does_not_swallow_what_follows_it() -> None:
    root, _ = take_apart("<OFX><A><MEMO>\n<B>1</A><E/><F></F><D>3</OFX>")
    assert shape(root) == (
        "OFX",
        [("A", [("MEMO", []), ("B", "1")]), ("E", []), ("F", []), ("D", "3")],
    )


def test_entities_are_text_and_lines_are_counted() -> None:
    root, _ = take_apart("HEADER:1\n\n<OFX>\n<A>\n<NAME>Bonds &amp; Co &lt;1&gt;\n</A></OFX>")
    name = root.first("NAME")
    assert name is not None
    assert (name.text, name.line, root.line) == ("Bonds & Co <1>", 5, 3)


def test_a_file_that_ends_early_is_not_whole() -> None:
    assert not take_apart("<OFX><A><B>1</A>")[1]
    assert not take_apart("no root")[1]
    assert not is_ofx("no root")


def test_what_stands_behind_the_root_is_kept_and_a_stray_end_closes_nothing() -> None:
    root, whole = take_apart("<OFX></STRAY><A>1</OFX><B>2")
    assert whole
    assert [child.tag for child in root.children] == ["A", "B"]


def test_nesting_without_end_is_flattened() -> None:
    root, _ = take_apart("<OFX>" + "<A>" * 5000 + "</A>" * 5000 + "</OFX>")
    assert sum(1 for _ in root.all("A")) == 5000


@given(st.text(alphabet="<>/ABOFX1 \n&;", max_size=60))
def test_any_text_behind_the_root_is_taken_apart(text: str) -> None:
    root, _ = take_apart(f"<OFX>{text}")
    assert root.tag == "OFX"


def test_comments_say_nothing_and_keep_the_lines() -> None:
    root, whole = take_apart("<OFX><A>1<!-- <B>2\n</OFX> -->\n<C>3</OFX>")
    assert whole
    assert shape(root) == ("OFX", [("A", "1"), ("C", "3")])
    assert [child.line for child in root.children] == [1, 3]


def test_verbatim_text_is_text() -> None:
    root, _ = take_apart("<OFX><A><![CDATA[Bonds <1> & Co]]></A><B>2</B></OFX>")
    assert shape(root) == ("OFX", [("A", "Bonds <1> & Co"), ("B", "2")])


def test_a_comment_that_never_ends_is_read_over() -> None:
    root, _ = take_apart("<OFX><A>1</A>" + "<!--" * 50_000)
    assert root.value("A").startswith("1")
