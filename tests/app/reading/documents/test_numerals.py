"""Numbers are read as people write them, and doubt stays doubt."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.numerals import decimal_mark, numerals


def sure(text: str, mark: str = "") -> list[Decimal]:
    return [next(iter(n.readings)) for n in numerals(text, mark) if n.sure]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50 €", "1234.50"),
        ("1'234.50", "1234.50"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("1,234,567", "1234567"),
        ("-£5.00", "-5"),
        ("£-5.00", "-5"),
        ("5,00-", "-5"),
        ("−3", "-3"),
        ("x2", "2"),
        ("１２，５", "12.5"),
    ],
)
def test_sure_numbers(text: str, value: str):
    assert sure(text) == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1,234", {"1234", "1.234"}), ("(5.00)", {"5", "-5"}), ("- 5", {"5", "-5"})],
)
def test_numbers_that_may_mean_two_things(text: str, readings: set[str]):
    (numeral,) = numerals(text)
    assert numeral.readings == {Decimal(reading) for reading in readings}
    assert not numeral.sure


def test_what_stands_elsewhere_on_the_page_settles_it():
    assert decimal_mark(["6,40", "1.234"]) == ","
    assert sure("1.234", ",") == [1234] and sure("1,234", ",") == [Decimal("1.234")]
    assert decimal_mark(["6,40", "7.50"]) == "" == decimal_mark(["1,234"])


def test_several_numbers_and_shares():
    assert sure("2 x 3.20 = 6.40") == [2, Decimal("3.2"), Decimal("6.4")]
    (rate,) = numerals("VAT 19 %")
    assert rate.may_be(Decimal(19)) and rate.may_be(Decimal("0.19"))
    assert not rate.may_be(Decimal("1.9"))


@settings(deadline=None)  # two cores, many tests
@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_any_amount_in_any_style_is_read_back(amount: Decimal, style: tuple[str, str]):
    group, mark = style
    text = f"{amount:,.2f}".replace(",", "_").replace(".", mark).replace("_", group)
    assert sure(text) == [amount]


@settings(deadline=None)  # two cores, many tests
@given(st.text(max_size=60))
def test_any_text(text: str):
    numerals(text)
