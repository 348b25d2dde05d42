"""How items look in a document: measures of ../shared/look, colours of the look of now."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)

from app.ui.text.colours import ink
from app.ui.text.items import PLAIN, Grid, Item, Para, Run, Runs, Style
from app.ui.theme import READING, mono, sized, theme

LINE = READING * 1.62
HALF_LEAD = 3  # of what a line is higher than its letters
CODE_SIZE = 12.5
CODE_PADDING = 12
BELOW_TABLE = 12
BADGE_COLUMN = 46
COPY = "copy:"  # where the link in the head of code leads
_HEADINGS = {1: 20, 2: 17, 3: 15}
_Heights = QTextBlockFormat.LineHeightTypes


class Formats:
    """Of one look; a new one is made when the look changes."""

    def __init__(self) -> None:
        self._look = theme().look
        self._reading = sized(READING)

    def block(self, para: Para, is_first: bool, width: float) -> QTextBlockFormat:
        made = QTextBlockFormat()
        left = para.left
        height = {"code": 19.0, "code-head": 24.0, "heading": 0.0, "rule": 1.0}.get(para.kind, LINE)
        if para.kind in ("code", "code-head"):
            left += CODE_PADDING
            made.setRightMargin(CODE_PADDING)
        if para.kind == "code-head":
            made.setTabPositions(right_tab(width - left - CODE_PADDING))
        if para.kind == "heading":
            height = _HEADINGS.get(para.level, READING) * 1.35
        if is_first and para.kind == "code-head":
            height += 3  # Qt gives the first block no margin above
        fixed = para.kind == "rule"
        made.setLineHeight(
            height, (_Heights.FixedHeight if fixed else _Heights.MinimumHeight).value
        )
        made.setLeftMargin(left)
        made.setTopMargin(0 if is_first else para.above)
        padding = CODE_PADDING if para.kind == "code" and para.below else 0
        made.setBottomMargin(para.below + padding)
        if para.kind == "display":
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if para.kind == "heading":
            made.setHeadingLevel(para.level)
        return made

    def letters(self, para: Para) -> QTextCharFormat:
        made = QTextCharFormat()
        color = self._look.soft if para.bars else self._look.text
        made.setFont(self._reading)
        if para.kind == "heading":
            bold = QFont.Weight.Bold if para.level < 3 else QFont.Weight.DemiBold
            made.setFont(sized(_HEADINGS.get(para.level, READING), weight=bold))
        elif para.kind == "code":
            made.setFont(mono(CODE_SIZE))
            color = self._look.text
        elif para.kind == "code-head":
            made.setFont(sized(11.5))
            color = self._look.soft
        elif para.kind == "rule":
            made.setFont(sized(1))
        made.setForeground(QColor(color))
        return made

    def run(self, style: Style, letters: QTextCharFormat) -> QTextCharFormat:
        if style == PLAIN:
            return letters
        made = QTextCharFormat(letters)
        if style.code and letters.font().family() != mono(CODE_SIZE).family():
            made.setFont(mono(CODE_SIZE))
            made.setBackground(QColor(self._look.bubble))
        if style.bold:
            made.setFontWeight(QFont.Weight.DemiBold)
        if style.italic:
            made.setFontItalic(True)
        if style.struck:
            made.setFontStrikeOut(True)
        if style.ink:
            made.setForeground(QColor(ink(style.ink, self._look.dark)))
        if style.link:
            made.setAnchor(True)
            made.setAnchorHref(style.link)
            made.setForeground(QColor(self._look.link))
        return made

    def source(self, letters: QTextCharFormat, refused: bool) -> QTextCharFormat:
        """TeX that is not drawn; underlined where it cannot be."""
        made = QTextCharFormat(letters)
        made.setFont(mono(CODE_SIZE))
        made.setForeground(QColor(self._look.warn if refused else self._look.soft))
        if refused:
            made.setToolTip(
                QCoreApplication.translate("TextView", "This formula could not be drawn.")
            )
        return made

    def head_of_code(self, para: Para, number: int) -> Runs:
        copy = QCoreApplication.translate("TextView", "Copy")
        return (
            Run(para.language or QCoreApplication.translate("TextView", "code")),
            Run("\t"),
            Run(copy, Style(link=f"{COPY}{number}")),
        )

    def table(self, grid: Grid, before: Item | None) -> QTextTableFormat:
        code = isinstance(before, Para) and before.kind in ("code", "code-head")
        made = QTextTableFormat()
        made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        made.setBorder(0)
        made.setCellSpacing(0)
        made.setCellPadding(0)
        made.setBorderCollapse(True)
        made.setHeaderRowCount(1)
        made.setTopMargin(4 + CODE_PADDING if code else 4)  # the padding lies in the box
        made.setBottomMargin(BELOW_TABLE)
        made.setLeftMargin(grid.indent)
        made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        made.setColumnWidthConstraints([_width(grid, n) for n in range(len(grid.head))])
        return made

    def cell(self, letters: QTextCharFormat) -> QTextTableCellFormat:
        made = QTextTableCellFormat()
        made.merge(letters)
        made.setTopPadding(4)  # the lead of the line is above the letters
        made.setBottomPadding(8)
        made.setLeftPadding(10)
        made.setRightPadding(10)
        made.setBottomBorder(1)
        made.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBottomBorderBrush(QBrush(QColor(self._look.line)))
        return made

    def cell_block(self, grid: Grid, column: int) -> QTextBlockFormat:
        made = QTextBlockFormat()
        made.setLineHeight(19.5, _Heights.MinimumHeight.value)
        align = grid.aligns[column] if column < len(grid.aligns) else ""
        if align in ("right", "center"):
            flag = Qt.AlignmentFlag
            made.setAlignment(flag.AlignRight if align == "right" else flag.AlignHCenter)
        return made

    def cell_letters(self, is_head: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(sized(11.5, weight=QFont.Weight.DemiBold) if is_head else sized(13))
        made.setForeground(QColor(self._look.soft if is_head else self._look.text))
        return made


def _width(grid: Grid, column: int) -> QTextLength:
    """A column of badges takes no more than they do; Qt finds the other widths."""
    cells = [grid.head[column], *(row[column] for row in grid.rows)]
    if any(cells) and all(run.thing == "badge" for cell in cells for run in cell):
        return QTextLength(QTextLength.Type.FixedLength, BADGE_COLUMN)
    return QTextLength(QTextLength.Type.VariableLength, 0)


def right_tab(width: float) -> list[QTextOption.Tab]:
    """The place of the link in the head of code."""
    return [QTextOption.Tab(width, QTextOption.TabType.RightTab)]
