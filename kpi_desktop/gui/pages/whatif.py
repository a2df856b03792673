"""What if: the stages of a month as sliders, and what moving them would have given, at once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.funnel.words import CHECK
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.pages.funnel_texts import CONVERSION, VOLUME, Aim
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.lever import LeverRow
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import month_year
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.estimates import estimate_text, range_text
from kpi_desktop.present.numbers import no_data, value_text

if TYPE_CHECKING:
    from kpi_desktop.app.bench import Bench, Reached
    from kpi_desktop.app.within import Within
    from kpi_desktop.catalogue.levers import Chain
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.whatif import Effect
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.i18n.message import Message


_Found = tuple["Bench", tuple["Chain", ...], tuple["Within", ...]]

#: What the members of a split are called.
_SPLITS = {"channel": msg("Channel"), "manager": msg("Person"), "product_group": msg("Product group")}


class WhatIfPage(Page):
    """Levers of one month; the book is read once, every move after that is arithmetic in memory."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._bench: Bench | None = None
        self._chains: tuple[Chain, ...] = ()
        self._rows: list[LeverRow] = []
        self._aim: Aim | None = None
        self._title, self._told = label("title"), label("muted", wrap=True)
        self._chain = QComboBox()
        # A funnel's name is as long as its stages: the list opens wider than the box.
        self._chain.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._chain.setMinimumContentsLength(26)
        self._chain.activated.connect(lambda _index: self._read(self._chain_id()))
        self._part = QComboBox()
        self._parts: tuple[Within, ...] = ()
        self._part.activated.connect(lambda _index: self._read(self._chain_id(), self._chosen_part()))
        self._base = QComboBox()
        self._base.activated.connect(lambda _index: self._ask_base(str(self._base.currentData())))
        self._absent: tuple[Message, ...] = ()
        self._reset = button(self._to_start)
        self._levers = QVBoxLayout()
        self._levers.setSpacing(14)
        self._model, self._notes = TextTable(), label("muted", wrap=True)
        self._table = table_view(self._model, whole=True)
        inner = column(
            panel(self._levers), self._table, self._notes, None, spacing=14,
        )  # fmt: skip
        held = QWidget()
        held.setObjectName("ground")
        held.setLayout(inner)
        self._area = area = QScrollArea()
        area.setWidget(held)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = column(
            self._title, self._told, Flow(self._chain, self._part, self._base, self._reset), area, QWidget(), spacing=12
        )
        box.setStretch(3, 1000)
        box.setStretch(4, 1)
        box.setContentsMargins(22, 18, 18, 12)
        self.setLayout(box)
        for changed in (context.month_changed, context.data_changed):
            changed.connect(self._again)

    def _again(self) -> None:
        if self.isVisible():
            self.open(None)

    def open(self, what: object) -> None:
        """Read the chosen month; an aim of the funnel's page moves its lever."""
        self._aim = what if isinstance(what, Aim) else None
        self._read("")

    def _chain_id(self) -> str:
        return str(self._chain.currentData() or "")

    def _chosen_part(self) -> Within | None:
        place = self._part.currentIndex()
        return self._parts[place - 1] if place > 0 else None

    def _read(self, chain: str, within: Within | None = None) -> None:
        book, workspace = self.context.book, self.context.workspace
        month = self.context.month.month_text if self.context.month else None
        if book is None:
            return
        known = self._parts if chain or within else None

        def read(_watch: Watch) -> _Found:
            from kpi_desktop.app.bench import open_bench, parts_offered

            bench, chains = open_bench(workspace, book, month, chain, within)
            return bench, chains, known or parts_offered(workspace, book, bench.month)

        self.ask(read, self._show)

    def nothing(self) -> None:
        """No levers of another month or company."""
        self._bench, self._chains, self._parts = None, (), ()
        self._area.setVisible(False)
        self.retranslate()

    def _show(self, found: _Found) -> None:
        self._area.setVisible(True)
        self._bench, self._chains, self._parts = found
        self._absent = ()
        clear(self._levers)
        self._rows = []
        for driver, now in self._bench.drivers.items():
            share = self._bench.catalogue.metrics[driver].display is Display.SHARE
            lever = LeverRow(driver, now, Decimal(1) if share else None)
            lever.moved.connect(self._compute)
            self._rows.append(lever)
            self._levers.addWidget(lever)
        if self._aim is not None:
            self._set(self._aim)
        self.retranslate()

    def _set(self, aim: Aim) -> None:
        """Move the lever that the funnel's page means: the first brings cases in, the last is the check."""
        assert self._bench is not None
        self._aim, drivers = None, self._bench.chain.drivers
        places = {VOLUME: 0, CONVERSION: 1 if len(drivers) > 2 else 0, CHECK: len(drivers) - 1}
        driver = drivers[places[aim.part]] if aim.part in places else aim.part
        for lever in self._rows:
            if lever.driver == driver:
                lever.slider.setValue(aim.percent)

    def _to_start(self) -> None:
        self._absent = ()
        self._base.setCurrentIndex(0)
        for lever in self._rows:
            lever.put(lever.now, None)
        self._compute()

    def _ask_base(self, base: str) -> None:
        """Every lever at its usual level, its own best month or the best colleague: as the shell's `--set X=usual`."""
        book, workspace, bench = self.context.book, self.context.workspace, self._bench
        if book is None or bench is None or not base:
            return
        levers = [lever.driver for lever in self._rows]

        def read(_watch: Watch) -> Reached:
            from kpi_desktop.app.bench import reached

            return reached(workspace, book, bench, base, levers)

        self.ask(read, self._put)

    def _put(self, found: Reached) -> None:
        self._absent = found.absent
        for lever in self._rows:
            better = found.found.get(lever.driver)
            lever.put(lever.now if better is None else better.value, None if better is None else better.how)
        self._compute()

    def retranslate(self) -> None:
        """Set every text."""
        tr, lang = self.context.tr_, self.context.lang
        title = tr(msg("What if"))
        if self._bench is not None:
            title += f" · {month_year(self._bench.month.start, lang)}"
        self._title.setText(title)
        self._told.setText(tr(msg("Move a stage and see what the month would have given")))
        self._reset.setText(tr(msg("As it was")))
        place = max(self._base.currentIndex(), 0)
        self._base.clear()
        for text, base in ((msg("Set all to…"), ""), (msg("The usual level"), "usual"),
                           (msg("The own best month"), "best"), (msg("The best colleague"), "colleague")):  # fmt: skip
            self._base.addItem(tr(text), base)
        self._base.setCurrentIndex(place)
        self._base.setAccessibleName(tr(msg("Set all to…")))
        self._base.setVisible(self._bench is not None)
        self._chain.setAccessibleName(tr(msg("Chain of stages")))
        self._table.setAccessibleName(tr(msg("What it gives")))
        self._chain.clear()
        for chain in self._chains:
            self._chain.addItem(chain.name_ru if lang == "ru" else chain.name_en, chain.id)
        if self._bench is not None:
            self._chain.setCurrentIndex(self._chain.findData(self._bench.chain.id))
            self._chain.setToolTip(self._chain.currentText())
        self._chain.setVisible(len(self._chains) > 1)
        self._fill_parts()
        self._reset.setVisible(self._bench is not None)
        self._compute()

    def _fill_parts(self) -> None:
        """The whole company, then its channels, people and groups in which the levers can be moved alone."""
        tr = self.context.tr_
        self._part.clear()
        self._part.addItem(tr(msg("Whole company")))
        for part in self._parts:
            self._part.addItem(f"{tr(_SPLITS[part.dimension])}: {part.member}")
        within = self._bench.within if self._bench else None
        self._part.setCurrentIndex(self._parts.index(within) + 1 if within in self._parts else 0)
        self._part.setAccessibleName(tr(msg("Whose levers")))
        self._part.setVisible(bool(self._parts))

    def _compute(self) -> None:
        """Show what the levers give where they stand."""
        bench, tr = self._bench, self.context.tr_
        if bench is None:
            return
        moved = [lever for lever in self._rows if lever.is_moved]
        effects = bench.effects({lever.driver: lever.after for lever in moved})
        alone = {lever.driver: effects[0].single_changes[place] for place, lever in enumerate(moved)}
        for lever in self._rows:
            self._say(lever, alone.get(lever.driver), effects[0])
        headings = [Heading(tr(msg("Result"))), *(
            Heading(tr(text), figures=True, spare=place == 0)
            for place, text in enumerate((msg("Now"), msg("Would be"), msg("Range by chance"), msg("Difference")))
        )]  # fmt: skip
        self._model.fill(headings, [self._cells(effect) for effect in effects])
        self._table.fit(0)
        notes = [*self._absent, *bench.notes_for(effects, len(moved))]
        self._notes.setText("\n".join(tr(note) for note in notes))

    def _say(self, lever: LeverRow, alone: Value | None, main: Effect) -> None:
        metric = self._metric(lever.driver)
        before = self._text(lever.now, metric)
        said = before
        if lever.is_moved:
            how = self.context.tr_(lever.how) if lever.how else f"{lever.percent:+d} %".replace("-", "−")
            said = f"{how}: {before} → {self._text(lever.after, metric)}"
            if alone is not None:
                change = self._change(alone, self._metric(main.metric))
                said += "  ·  " + self.context.tr_(msg("alone {change}", change=change))
        lever.say(self._name(metric), said)

    def _cells(self, effect: Effect) -> list[TextCell]:
        metric, colours = self._metric(effect.metric), self.context.colours
        change = effect.change
        colour = ""
        if isinstance(change, Decimal) and change:
            colour = colours.good if change > 0 else colours.bad
        ends = effect.range
        told = "" if ends is None else range_text(ends, metric, self._currency, self.context.lang)
        texts = [self._text(effect.before, metric), self._estimate(effect, metric), told]
        return [TextCell(self._name(metric)), *(TextCell(text) for text in texts),
                TextCell(self._change(change, metric), colour)]  # fmt: skip

    def _estimate(self, effect: Effect, metric: Metric) -> str:
        """What would have been, as an estimate; where nothing is moved it is the month's own figure."""
        if isinstance(effect.after, Missing) or not effect.change:
            return self._text(effect.after, metric)
        return estimate_text(effect.after, metric, self._currency, self.context.lang)

    @property
    def _currency(self) -> str:
        return self._bench.currency if self._bench else ""

    def _metric(self, metric_id: str) -> Metric:
        assert self._bench is not None
        return self._bench.catalogue.metrics[metric_id]

    def _name(self, metric: Metric) -> str:
        return metric.name_ru if self.context.lang == "ru" else metric.name_en

    def _text(self, value: Value, metric: Metric) -> str:
        return value_text(value, metric.display, metric.decimals, self._currency, self.context.lang)

    def _change(self, change: Value, metric: Metric) -> str:
        if isinstance(change, Missing):
            return no_data(self.context.lang)
        if not change:
            return self._text(change, metric)
        return estimate_text(change, metric, self._currency, self.context.lang, signed=True)
