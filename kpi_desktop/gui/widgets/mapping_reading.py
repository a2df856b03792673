"""How a layout is read as a whole: what its rows are, dates, decimals, returns, VAT, the days that it covers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFormLayout, QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from kpi_desktop.gui.widgets.blocks import column, label, panel, row
from kpi_desktop.gui.widgets.mapping_texts import READING
from kpi_desktop.gui.widgets.quality import QuietList
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.models.mapping import MappingEdit
    from kpi_desktop.ingest.outcome import FileReport

_CAPTIONS = {
    "fact": msg("What the rows are"),
    "date_order": msg("Dates"),
    "decimal_sign": msg("Decimals in texts"),
    "returns": msg("Returns"),
    "return_sheets": msg("Sheets of returns"),
    "sale_documents": msg("Sales are documents that begin with"),
    "vat": msg("VAT"),
    "period": msg("The file covers the days"),
}
_LISTS = ("return_sheets", "sale_documents")


class MappingReading(QScrollArea):
    """A form; `changed` after each choice, with the mapping changed already."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        """A form without choices; see `show_report`."""
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._context = context
        self._edit: MappingEdit | None = None
        self.choices: dict[str, QuietList] = {name: QuietList() for name in ("fact", *READING)}
        self.words: dict[str, QLineEdit] = {name: QLineEdit() for name in _LISTS}
        self.stated, self.first, self.last = QCheckBox(), QDateEdit(), QDateEdit()
        self._captions: dict[str, QLabel] = {}
        self._notes = {name: label("muted", wrap=True) for name in ("returns", "period")}
        days = row(self.stated, self.first, self.last, None, spacing=8)
        fields: dict[str, QWidget] = {**self.choices, **self.words}
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(10)
        for name in _CAPTIONS:
            caption = label()
            self._captions[name] = caption
            if name == "period":
                holder = QWidget()
                holder.setLayout(days)
                self._form.addRow(caption, holder)
            else:
                self._form.addRow(caption, fields[name])
            if name in self._notes:
                self._form.addRow(self._notes[name])
        inner = QWidget()
        inner.setLayout(column(panel(self._form), None, margins=2))
        self.setWidget(inner)
        self._connect()

    def _connect(self) -> None:
        for name, field in self.choices.items():
            field.activated.connect(lambda _place, n=name: self._chosen(n))
        for name, line in self.words.items():
            line.editingFinished.connect(lambda n=name: self._typed(n))
        self.stated.toggled.connect(lambda _on: self._dated())
        for day in (self.first, self.last):
            day.setCalendarPopup(True)
            day.setDisplayFormat("dd.MM.yyyy")
            day.setMinimumWidth(118)
            day.editingFinished.connect(self._dated)

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        for name, text in _CAPTIONS.items():
            self._captions[name].setText(tr(text))
        for name, field in {**self.choices, **self.words}.items():
            field.setAccessibleName(tr(_CAPTIONS[name]))
        self.stated.setAccessibleName(tr(_CAPTIONS["period"]))
        self.stated.setText(tr(msg("from")))
        self.first.setAccessibleName(tr(msg("First day")))
        self.last.setAccessibleName(tr(msg("Last day")))
        for line in self.words.values():
            line.setPlaceholderText(tr(msg("separated by commas")))
        self._notes["period"].setText(
            tr(msg("Days of the period without rows are true zeros. A table without dates gets these days."))
        )

    def show_report(self, edit: MappingEdit | None, report: FileReport | None) -> None:
        """Show what the mapping says; only what can be chosen for this kind of file is shown."""
        self._edit = edit
        if edit is None or report is None:
            return
        self._fill(edit)
        table, sale = edit.is_table, edit.mapping.fact == "sale"
        shown = {
            "fact": table, "date_order": table, "decimal_sign": table, "vat": table, "returns": table and sale,
            "return_sheets": table and sale and edit.mapping.returns == "sheet", "sale_documents": sale,
        }  # fmt: skip
        for name, visible in shown.items():
            field = self.choices.get(name) or self.words[name]
            self._form.setRowVisible(field, visible)
        rules = edit.rules
        words = ", ".join(f"«{word}»" for word in rules.return_words)
        told = msg("Press “values…” beside a column and tick the words of returns")
        if words:
            told = msg("Column «{column}»: {words}", column=rules.return_column, words=words)
        self._notes["returns"].setText(self._context.tr_(told))
        self._form.setRowVisible(self._notes["returns"], table and sale and edit.mapping.returns == "word")
        self._show_period(edit, report)

    def _fill(self, edit: MappingEdit) -> None:
        tr, lang, mapping = self._context.tr_, self._context.lang, edit.mapping
        facts = sorted((fact.name_ru if lang == "ru" else fact.name_en, fact.id) for fact in edit.facts.values())
        choices = {name: [(value, tr(text)) for value, text in texts] for name, texts in READING.items()}
        choices["fact"] = [(value, name) for name, value in facts]
        chosen = {
            "fact": mapping.fact, "date_order": mapping.date_order.value, "decimal_sign": mapping.decimal_sign or "",
            "vat": mapping.vat.value if mapping.vat else "", "returns": mapping.returns,
        }  # fmt: skip
        for name, field in self.choices.items():
            field.clear()
            for value, text in choices[name]:
                field.addItem(text, value)
            field.choose(chosen[name])
        for name, words in (("return_sheets", edit.rules.return_sheets), ("sale_documents", edit.rules.sale_documents)):
            self.words[name].setText(", ".join(words))

    def _show_period(self, edit: MappingEdit, report: FileReport) -> None:
        stated = edit.mapping.period
        days: tuple[QDate, QDate] | None = None
        if stated is not None:
            days = QDate.fromString(stated[0], "yyyy-MM-dd"), QDate.fromString(stated[1], "yyyy-MM-dd")
        elif report.period is not None:
            days = _qdate(report.period[0]), _qdate(report.period[1] - timedelta(days=1))
        for widget in (self.stated, self.first, self.last):
            widget.blockSignals(True)
        self.stated.setChecked(stated is not None)
        if days is not None:
            self.first.setDate(days[0])
            self.last.setDate(days[1])
        for widget in (self.stated, self.first, self.last):
            widget.blockSignals(False)
        for day in (self.first, self.last):
            day.setEnabled(stated is not None)

    def _chosen(self, name: str) -> None:
        if self._edit is None:
            return
        value = str(self.choices[name].currentData())
        if name == "fact":
            self._edit.set_fact(value)
        else:
            self._edit.set_reading(name, value)
        self.changed.emit()

    def _typed(self, name: str) -> None:
        words = tuple(word.strip() for word in self.words[name].text().split(",") if word.strip())
        if self._edit is None or words == getattr(self._edit.rules, name):
            return
        self._edit.set_words(name, words)
        self.changed.emit()

    def _dated(self) -> None:
        on = self.stated.isChecked()
        for day in (self.first, self.last):
            day.setEnabled(on)
        if self._edit is None:
            return
        first, last = self.first.date(), self.last.date()
        period = (first.toString("yyyy-MM-dd"), max(first, last).toString("yyyy-MM-dd")) if on else None
        if period != self._edit.mapping.period:
            self._edit.set_period(period)
            self.changed.emit()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
