"""Verdicts follow from evidence; tables go to spreadsheets as words."""

from app.reading.documents.values import Field, cell_text, table_tsv
from app.reading.verdict import Evidence


def test_a_verdict_is_never_promoted():
    for_, against = Evidence("text layer", "confirmed"), Evidence("arithmetic", "contradicted")
    assert Field(("a",), 1).verdict == "unconfirmed"
    assert Field(("a",), 1, evidence=(for_,)).verdict == "confirmed"
    doubted = Field(("a",), 1, evidence=(for_, against, for_))
    assert doubted.verdict == "contradicted" and doubted.stands, "the document's own sum may be off"
    aside = Field(("a",), 1, evidence=(Evidence("second look", "contradicted"),))
    assert not aside.stands and not Field(("a",)).stands


def test_names_count_from_one():
    assert Field(("items", 0, "price")).name == "items[1].price"
    assert Field(("rows", 2)).name == "rows[3]"


def test_a_table_for_a_spreadsheet():
    rows = (("name", "sum"), ("=HYPERLINK(1)", "-5.00"), ("two\nlines", "@x\ty"))
    assert table_tsv(rows) == "name\tsum\r\n'=HYPERLINK(1)\t-5.00\r\ntwo lines\t'@x y\r\n"
    assert cell_text("+44 20 7946 0000") == "+44 20 7946 0000" and cell_text("-1+2") == "-1+2"
    assert cell_text("+cmd|' /C calc'!A0") == "'+cmd|' /C calc'!A0"


def test_a_cell_does_not_steer_the_terminal():
    assert cell_text("a\x1b[2J\ud83db\u202e") == "a\ufffd[2J\ufffdb\ufffd"
