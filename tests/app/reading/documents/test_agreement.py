"""A value is held against its own quotation."""

import pytest

from app.reading.documents.agreement import agreement, same
from app.reading.documents.values import Value


@pytest.mark.parametrize(
    ("value", "quotation"),
    [
        (11.99, "Total £11.99"),
        (1234.5, "1.234,50"),
        (0.19, "VAT 19%"),
        (1.9, "VAT 19% 1.90"),
        (19, "VAT 19% 1.90"),
        (4.5, "4.50 4.50"),
        (-5, "-£5.00"),
        ("2026-03-14", "14 March 2026"),
        ("14:05", "2:05 PM"),
        ("GBP", "£3"),
        ("corner bakery", "CORNER  BAKERY Ltd"),
        (True, "[x] yes"),
        (False, "☐"),
    ],
)
def test_it_says_the_value(value: Value, quotation: str):
    assert agreement(value, quotation) == "confirmed"


@pytest.mark.parametrize(
    ("value", "quotation"),
    [
        (12.5, "1250"),
        (12, "112"),
        (5, "-5.00"),
        (3, "Total"),
        ("2026-03-14", "15 March 2026"),
        ("2026-02-30", "14 March 2026"),
        ("14:05", "14:06"),
        ("Corner Bakery", "Korner Bakery"),
        (True, "no"),
        ("EUR", "£3"),
    ],
)
def test_it_says_something_else(value: Value, quotation: str):
    assert agreement(value, quotation) == "contradicted"


@pytest.mark.parametrize(
    ("value", "quotation"),
    [
        (6.4, "2 x 3.20 6.40"),
        (1234, "1,234"),
        ("2026-03-04", "03/04/2026"),
        ("USD", "$3"),
        (True, "Newsletter"),
        (3, ""),
    ],
)
def test_it_may_say_it(value: Value, quotation: str):
    assert agreement(value, quotation) == "unconfirmed"


def test_a_choice_need_not_be_a_word_of_the_page():
    assert agreement("bar", "Sales by month", chosen=True) == "unconfirmed"
    assert agreement(1234, "1,234", ".") == "confirmed"


def test_the_same_value_on_two_pages():
    assert same("ACME Ltd.", "Acme  Ltd") and same(12, 12.0)
    assert not same(True, 1) and not same("—", "…") and not same("12.5", "125")
