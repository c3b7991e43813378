"""What systems answer: read into words, whatever it is, and never into HTML."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.automation.beside import reading
from accord.automation.beside.reading import Link, Section, Unreadable, read


def told(value: Any) -> list[Section]:
    return read(json.dumps(value).encode())


def test_our_own_form_is_shown_as_it_is_meant() -> None:
    (section,) = told(
        {
            "title": "Shop",
            "text": "Since 2019",
            "fields": [
                {"label": "Plan", "value": "Gold", "tone": "good", "url": "https://shop.example.com/7"}
            ],
            "columns": ["Order", "Paid"],
            "rows": [["A-1", True], [{"value": "A-2", "url": "https://shop.example.com/A-2"}, False]],
            "links": [
                {"label": "In the shop", "url": "https://shop.example.com/"},
                {"url": "javascript:alert(1)"},
            ],
        }
    )
    assert (section.title, section.text, section.columns) == ("Shop", "Since 2019", ["Order", "Paid"])
    label, plan = section.fields[0]
    assert (label, plan.text, plan.tone, plan.url) == ("Plan", "Gold", "good", "https://shop.example.com/7")
    assert [[cell.text or cell.yes for cell in row] for row in section.rows] == [
        ["A-1", True],
        ["A-2", False],
    ]
    assert section.links == [Link("In the shop", "https://shop.example.com/")]


def test_anybodys_json_becomes_fields_and_tables() -> None:
    plain, address, orders = told(
        {
            "customer_no": 17,
            "vip": True,
            "tags": ["a", "b"],
            "none": None,
            "address": {"city": "Tallinn"},
            "orders": [{"id": "A-1", "placed_at": "2026-11-01T10:00:00Z"}, {"id": "A-2", "total": 3.5}],
        }
    )
    assert [(label, cell.text) for label, cell in plain.fields] == [
        ("Customer no", "17"), ("Vip", ""), ("Tags", "a, b"), ("None", ""),
    ]  # fmt: skip
    assert plain.fields[1][1].yes is True
    assert (address.title, [(label, cell.text) for label, cell in address.fields]) == (
        "Address",
        [("City", "Tallinn")],
    )
    assert (orders.title, orders.columns) == ("Orders", ["Id", "Placed at", "Total"])
    moment = orders.rows[0][1].moment
    assert moment is not None and moment.utcoffset() is not None
    assert [cell.text for cell in orders.rows[1]] == ["A-2", "", "3.5"]


def test_a_list_is_a_table_and_text_is_text() -> None:
    (table,) = told([{"a": 1}] * 40)
    assert (len(table.rows), table.more) == (reading.MOST_ROWS, 40 - reading.MOST_ROWS)
    assert told(["one", "two"])[0].text == "one\ntwo"
    assert read(b"Gold since 2019\r\nowes nothing")[0].text == "Gold since 2019\nowes nothing"
    assert told({}) == [] and told([]) == [] and read(b" ") == [] and told({"sections": []}) == []


def test_html_becomes_the_words_in_it() -> None:
    (section,) = read(b"<p>Plan <b>Gold</b></p><script>alert(1)</script>")
    assert (
        "Plan Gold" in section.text.replace("*", "")
        and "<" not in section.text
        and "alert" not in section.text
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com/",
        "https:",
        "https://a b/",
        "vbscript:x",
        7,
        None,
    ],
)
def test_only_addresses_that_a_browser_may_open_are_links(url: Any) -> None:
    (section,) = told({"text": "x", "links": [{"label": "Go", "url": url}]})
    assert section.links == []


def test_signs_that_turn_the_order_of_others_are_gone() -> None:
    (section,) = told({"fields": {"Iban": "EE\u202e83\u200b \x07x"}})
    assert section.fields[0][1].text == "EE83 x"


@pytest.mark.parametrize("body", [b"{", b"[1,", b'{"a": ', b"\0\1\2", b"[" * 30_000, b'{"a":' * 20_000])
def test_what_is_neither_is_said_to_be_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)


KEYS = (
    "sections",
    "title",
    "text",
    "fields",
    "columns",
    "rows",
    "links",
    "label",
    "value",
    "url",
    "tone",
    "x",
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_any_json_is_read_within_bounds(value: Any) -> None:
    if not isinstance(value, (dict, list)):
        value = [value]
    for section in told(value):
        assert len(section.fields) <= reading.MOST_FIELDS and len(section.rows) <= reading.MOST_ROWS
        assert all(len(row) <= reading.MOST_COLUMNS for row in section.rows)
        if section.columns:
            assert all(len(row) == len(section.columns) for row in section.rows)
        cells = [cell for _label, cell in section.fields] + [cell for row in section.rows for cell in row]
        assert all(len(cell.text) <= reading.LONGEST_VALUE and "\n" not in cell.text for cell in cells)
        assert all(each.url.startswith(("http", "mailto:", "tel:")) for each in section.links)
