"""The style sheet of all messages. One for the whole column: one a message would cost its time."""

SHEET = """
#column { background: $page; }
Words { background: transparent; border: 0; color: $text; }
Words[kind="thought"] { color: $soft; }
WordButton { color: $soft; font-size: $small; padding: 1px 0; border: 1px solid transparent;
    border-radius: 4px; background: transparent; text-align: left; }
WordButton:hover { color: $text; background: transparent; }
WordButton:focus { border-color: $accent; }
WordButton[kind="fold"] { font-size: 12.5px; padding: 0; }
IconButton { padding: 2px; border-radius: 5px; }
Versions QLabel { color: $soft; font-size: $small; }
QLabel[kind="receipt"] { color: $soft; font-size: 11px; }
QLabel[kind="status"] { color: $soft; font-size: 12.5px; }
Ending QLabel { color: $soft; font-size: 12.5px; }
Ending[bad="true"] { background: $card; border: 1px solid $line; border-radius: 10px; }
Ending[bad="true"] QLabel { color: $text; }
Clip { background: $card; border: 1px solid $line; border-radius: 9px; padding: 0; }
Clip:hover { background: $hover; }
Clip:focus { border-color: $accent; }
Clip QLabel { background: transparent; font-size: $small; color: $soft; }
Clip QLabel[kind="name"] { color: $text; font-weight: 600; }
Editor { background: $card; border: 1px solid $line; border-radius: 14px; }
Editor QPlainTextEdit { background: transparent; border: 0; color: $text; }
"""
