"""The window's side of the wire: it starts the engine, watches it, and streams its answers.

Qt's event loop drives everything; there is no thread and no model here.
"""
