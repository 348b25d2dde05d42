"""The style sheet of standard controls; $names are colours of the look (app/ui/look.py).

A button says what it is by its property `kind`: "plain" (as a bordered pill), "accent", "quiet"
(text or icon alone), "danger". A label says it by `kind`: "title", "soft", "faint", "small".
"""

SHEET = """
QToolTip { color: $text; background: $card; border: 1px solid $line; padding: 4px 7px; }

QLabel[kind="title"] { font-size: 16px; font-weight: 700; }
QLabel[kind="heading"] { font-size: 14px; font-weight: 600; }
QLabel[kind="soft"] { color: $soft; }
QLabel[kind="small"] { color: $soft; font-size: $small; }
QLabel[kind="faint"] { color: $faint; font-size: $small; }
QLabel[kind="good"] { color: $good; font-size: 12px; font-weight: 600; }
QLabel[kind="warn"] { color: $warn; font-size: 12px; font-weight: 600; }
QLabel[kind="bad"] { color: $bad; font-size: 12px; font-weight: 600; }

QPushButton { color: $text; background: $card; border: 1px solid $line; border-radius: 7px;
    padding: 5px 14px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; }
QPushButton[kind="plain"] { border-radius: 13px; padding: 4px 16px; color: $link;
    font-weight: 600; }
QPushButton[kind="plain"]:disabled { color: $faint; }
QPushButton[kind="accent"] { color: $on_accent; background: $accent; border-color: $accent;
    font-weight: 600; }
QPushButton[kind="accent"]:disabled { color: $faint; background: $bubble; border-color: $line; }
QPushButton[kind="danger"] { color: $bad; }
QPushButton[kind="quiet"], QToolButton { color: $soft; background: transparent;
    border: 1px solid transparent; border-radius: 6px; padding: 3px 6px; }
QPushButton[kind="quiet"]:hover, QToolButton:hover { color: $text; background: $hover; }
QPushButton[kind="quiet"]:focus, QToolButton:focus { border-color: $accent; }
QToolButton:checked, QPushButton[kind="quiet"]:checked { color: $link; background: $accent_soft; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit[kind="field"] { color: $text;
    background: $page; border: 1px solid $line; border-radius: 7px; padding: 5px 9px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit[kind="field"]:focus {
    border-color: $accent; }
QComboBox { color: $text; background: $card; border: 1px solid $line; border-radius: 7px;
    padding: 4px 10px; }
QComboBox:focus { border-color: $accent; }
QComboBox QAbstractItemView { color: $text; background: $card; border: 1px solid $line;
    selection-background-color: $accent; selection-color: $on_accent; outline: 0; }

QMenu { color: $text; background: $card; border: 1px solid $line; border-radius: 8px;
    padding: 5px; }
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 5px; }
QMenu::item:selected { color: $on_accent; background: $accent; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenuBar { color: $text; background: $side; }
QMenuBar::item { padding: 4px 9px; border-radius: 5px; }
QMenuBar::item:selected { color: $on_accent; background: $accent; }

QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; min-height: 28px;
    min-width: 28px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 5px; min-height: 5px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $knob; border: 1px solid $faint; border-radius: 8px;
    width: 14px; margin: -6px 0; }
QSlider::handle:horizontal:focus { border-color: $accent; }
QSplitter::handle { background: $line; }
"""
