"""How one chat is answered: a panel beside the conversation."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.chat.conversation import ChatSettings
from app.chat.settings import Settings
from app.ui.labels import label
from app.ui.preferences import Preset
from app.ui.settings.controls import Choice, Prompt, Tick
from app.ui.settings.form import Form
from app.ui.settings.sampling import Sampling
from app.ui.theme import theme

WIDTH, RADIUS = 500, 12


class ChatSettingsPanel(QWidget):
    """`changed(ChatSettings)` at once. A click beside it or Escape closes it.

    It is no popup of Qt's: those take all keys, and an input method cannot write in them.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(self.tr("How this chat is answered"))
        self.setFixedWidth(WIDTH)
        self._settings = ChatSettings()
        self._presets: tuple[Preset, ...] = ()
        self.system = Prompt(self.tr("System prompt of this chat"), "")
        self.think = Tick(self.tr("Think before answering"))
        self.preset = Choice(self.tr("Preset"))
        form = Form(124)
        form.add(self.tr("System prompt:"), self.system, fills=True)
        self.model = Choice(self.tr("Model of this chat"))
        form.add(self.tr("Model:"), self.model)
        form.add(self.tr("Answers:"), self.think)
        form.add(self.tr("Preset:"), self.preset)
        self.sampling = Sampling(form, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(16)
        column.addWidget(label(self.tr("How this chat is answered"), kind="heading"))
        column.addLayout(form)
        self.system.settled.connect(self._take_system)
        self.think.clicked.connect(self._take_think)
        self.preset.chosen.connect(self._take_preset)
        self.model.chosen.connect(self._take_model)
        self.sampling.changed.connect(self._take_sampling)
        theme().changed.connect(self.update)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)

    def set_settings(
        self, settings: ChatSettings, presets: Sequence[Preset], default_system: str = ""
    ) -> None:
        """`default_system` is what is said where this chat has no prompt of its own."""
        self._settings, self._presets = settings, tuple(presets)
        self.system.setPlaceholderText(default_system or self.tr("None, as in the settings"))
        self.system.show_text(settings.system)
        self.think.setChecked(settings.settings.think)
        self.sampling.show_settings(settings.settings)
        self._offer()

    def set_models(self, models: Sequence[tuple[str, str]]) -> None:
        """Those that are here: how the engine is told of them, and how people call them."""
        chosen = self._settings.model
        offered = [("", self.tr("The one in use")), *models]
        if chosen and chosen not in dict(models):
            offered.append((chosen, self.tr("{model} (not here)").format(model=Path(chosen).name)))
        self.model.offer(offered)
        self.model.choose(chosen)

    def popup_below(self, anchor: QWidget) -> None:
        """Open under a button, as far to the right as it, and on its screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 6))
        there = anchor.screen().availableGeometry()
        left = max(there.left() + 8, min(corner.x(), there.right() - self.width() - 8))
        top = max(there.top() + 8, min(corner.y(), there.bottom() - self.height() - 8))
        self.move(left, top)
        self.show()
        self.activateWindow()
        self.system.setFocus(Qt.FocusReason.PopupFocusReason)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() != QEvent.Type.ActivationChange or self.isActiveWindow():
            return
        if QApplication.activePopupWidget() is None:  # the list of its own choice is no leaving
            self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.line))
        painter.setBrush(QColor(look.card))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, RADIUS, RADIUS)

    def _take_model(self, model: object) -> None:
        self._change(replace(self._settings, model=str(model)))

    def _offer(self) -> None:
        """A preset is named as long as its values stand; None are values of the chat's own."""
        own = _numbers(self._settings.settings)
        values: dict[str | None, Settings] = {"": Settings()}
        values |= {preset.name: preset.settings for preset in self._presets}
        offered: list[tuple[object, str]] = [("", self.tr("The model's own way"))]
        offered += [(preset.name, preset.name) for preset in self._presets]
        named = self._settings.preset
        chosen = named if named in values and _numbers(values[named]) == own else None
        if chosen is None:
            offered.append((None, self.tr("As set below")))
        self.preset.offer(offered)
        self.preset.choose(chosen)

    def _take_system(self, text: str) -> None:
        self._change(replace(self._settings, system=text))

    def _take_think(self, on: bool) -> None:
        self._change(replace(self._settings, settings=replace(self._settings.settings, think=on)))

    def _take_preset(self, name: str | None) -> None:
        """Its values are copied; whether to think is the chat's own."""
        if name is None:
            return
        values = next((p.settings for p in self._presets if p.name == name), Settings())
        settings = replace(values, think=self._settings.settings.think)
        self.sampling.show_settings(settings)
        self._change(replace(self._settings, preset=name, settings=settings))

    def _take_sampling(self, settings: Settings) -> None:
        settings = replace(settings, think=self._settings.settings.think)
        self._change(replace(self._settings, preset="", settings=settings))

    def _change(self, fresh: ChatSettings) -> None:
        if fresh != self._settings:
            self._settings = fresh
            self._offer()
            self.changed.emit(fresh)


def _numbers(settings: Settings) -> Settings:
    """What a preset sets."""
    return replace(settings, think=False, seed=None)
