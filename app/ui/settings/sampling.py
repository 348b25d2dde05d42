"""The numbers of one way of answering, as rows of a form."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.chat.settings import Settings
from app.ui.settings.form import Form
from app.ui.settings.number import NumberField, Range

SPANS = {
    "temperature": Range(0, 2),
    "top_p": Range(0, 1, above=True),
    "top_k": Range(0, 1000, whole=True),
    "presence_penalty": Range(-2, 2),
    "max_tokens": Range(1, 262_144, whole=True),
}


class Sampling(QObject):
    """Makes the fields and puts them into a form. `changed(Settings)` by the user."""

    changed = Signal(object)

    def __init__(self, form: Form, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = Settings()
        names = {
            "temperature": self.tr("Temperature:"),
            "top_p": self.tr("Top-p:"),
            "top_k": self.tr("Top-k:"),
            "presence_penalty": self.tr("Presence penalty:"),
            "max_tokens": self.tr("At most:"),
        }
        self.fields: dict[str, NumberField] = {}
        for field, name in names.items():
            empty = self.tr("the model's own")
            if field == "max_tokens":
                empty = self.tr("{count} tokens").format(count=f"{Settings().max_tokens:,}")
            self.fields[field] = NumberField(name[:-1], SPANS[field], empty)
            self.fields[field].setObjectName(field)
            self.fields[field].settled.connect(self._take)
            form.add(name, self.fields[field], fills=True, gap=8)
        self.fields["temperature"].setToolTip(
            self.tr("0 takes the likeliest word each time; higher is more varied.")
        )

    def show_settings(self, settings: Settings) -> None:
        self._settings = settings
        for name, field in self.fields.items():
            value = getattr(settings, name)
            own = name == "max_tokens" and value == Settings().max_tokens
            field.show_value(None if own else value)

    def set_enabled(self, on: bool) -> None:
        for field in self.fields.values():
            field.setEnabled(on)

    def settle(self) -> None:
        """Take what is being typed before something else is shown."""
        for field in self.fields.values():
            field.settle()

    def _take(self, value: float | None) -> None:
        field = self.sender()
        assert isinstance(field, NumberField)
        name = field.objectName()
        if name == "max_tokens" and value is None:
            value = Settings().max_tokens
        self._settings = replace(self._settings, **{name: value})
        self.changed.emit(self._settings)
