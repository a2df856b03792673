"""The window's own look, light and dark: palette, style sheet, fonts; the system's theme is not asked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from kpi_desktop import resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme by what they are for."""

    ground: str
    panel: str
    panel_alt: str
    border: str
    text: str
    muted: str
    accent: str
    fill: str
    fill_hover: str
    accent_text: str
    soft: str
    good: str
    bad: str
    warn: str
    warn_soft: str


LIGHT = Colours(
    ground="#f5f7fb", panel="#ffffff", panel_alt="#f8fafd", border="#e2e8f0", text="#1f2937", muted="#5a6a81",
    accent="#2563eb", fill="#2563eb", fill_hover="#1d4ed8", accent_text="#ffffff", soft="#ecf2ff",
    good="#15803d", bad="#b91c1c",
    warn="#b45309", warn_soft="#fff7e6",
)  # fmt: skip
DARK = Colours(
    ground="#11151c", panel="#181d25", panel_alt="#1c222c", border="#2b333f", text="#e6e9ee", muted="#94a0b2",
    accent="#63a0ff", fill="#2b6ce0", fill_hover="#3b7bef", accent_text="#ffffff", soft="#1d2f55",
    good="#4ade80", bad="#f87171",
    warn="#fbbf24", warn_soft="#2d2617",
)  # fmt: skip

_QSS = """
QWidget {{ color: {text}; }}
QMainWindow, QWidget#ground, QStackedWidget, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {ground}; }}
QScrollArea {{ border: none; }}
QWidget#sidebar {{ background: {panel}; border-right: 1px solid {border}; }}
QWidget#sidebar QScrollArea, QWidget#sidebar QScrollArea > QWidget > QWidget {{ background: transparent; }}
QWidget#sidebar QScrollBar:vertical {{ width: 7px; margin: 1px; }}
QLabel#group {{ color: {muted}; font-size: 11px; padding: 6px 0 2px 9px; }}
QLabel#brand {{ font-size: 20px; font-weight: 600; padding: 4px 0 6px 4px; }}
QLabel#title {{ font-size: 21px; font-weight: 600; }}
QLabel#heading {{ font-size: 15px; font-weight: 600; }}
QLabel#muted, QLabel#cardName {{ color: {muted}; }}
QLabel#cardValue {{ font-size: 22px; font-weight: 600; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[tone="bad"] {{ color: {bad}; }}
QLabel[tone="warn"] {{ color: {warn}; }}
QFrame#card, QFrame#panel {{ background: {panel}; border: 1px solid {border}; border-radius: 12px; }}
QFrame#card:hover {{ border-color: {accent}; }}
QFrame#hint {{ background: {warn_soft}; border: 1px solid {border}; border-radius: 12px; }}
QFrame#card:focus {{ border: 2px solid {accent}; }}
QFrame#drop {{ background: {panel}; border: 2px dashed {border}; border-radius: 14px; }}
QFrame#drop[over="true"] {{ border-color: {accent}; background: {soft}; }}
QPushButton {{ background: {panel}; border: 1px solid {border}; border-radius: 8px; padding: 7px 14px; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {muted}; background: {panel_alt}; }}
QPushButton[kind="primary"] {{ background: {fill}; border-color: {fill}; color: {accent_text}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {fill_hover}; }}
QPushButton[kind="primary"]:disabled {{ background: {soft}; border-color: {soft}; color: {muted}; }}
QPushButton[kind="nav"] {{ background: transparent; border: none; border-radius: 8px; padding: 4px 12px;
  text-align: left; }}
QPushButton[kind="nav"]:hover {{ background: {panel_alt}; }}
QPushButton[kind="nav"]:checked {{ background: {soft}; color: {accent}; font-weight: 600; }}
QPushButton[kind="nav"]:focus {{ border: 1px solid {accent}; }}
QPushButton[kind="link"] {{ background: transparent; border: none; color: {accent}; padding: 4px 2px;
  text-align: left; }}
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus {{ text-decoration: underline; }}
QPushButton[kind="link"]:disabled {{ color: {muted}; text-decoration: none; }}
QPushButton[kind="big"] {{ border-radius: 12px; padding: 0; text-align: left; }}
QPushButton[kind="big"]:hover, QPushButton[kind="big"]:focus {{ border: 1px solid {accent}; background: {soft}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; padding: 6px 13px; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {muted}; border-radius: 5px;
  background: {panel}; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {accent}; }}
QCheckBox::indicator:checked {{ background: {fill}; border-color: {fill}; image: url({icons}/check.svg); }}
QCheckBox:focus {{ color: {accent}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {muted}; padding: 8px 16px; border: none;
  border-bottom: 2px solid transparent; }}
QTabBar QToolButton {{ background: {panel}; border: 1px solid {border}; border-radius: 6px; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom-color: {accent}; }}
QTabBar::tab:focus {{ background: {soft}; }}
QPlainTextEdit {{ background: {panel}; border: 1px solid {border}; border-radius: 8px; padding: 6px;
  selection-background-color: {fill}; selection-color: {accent_text}; }}
QPlainTextEdit:focus, QTableView:focus, QListWidget:focus {{ border-color: {accent}; }}
QListWidget::indicator {{ width: 15px; height: 15px; border: 1px solid {muted}; border-radius: 5px;
  background: {panel}; }}
QListWidget::indicator:checked {{ background: {fill}; border-color: {fill}; image: url({icons}/check.svg); }}
QDateEdit {{ background: {panel}; border: 1px solid {border}; border-radius: 8px; padding: 5px 8px; min-height: 18px;
  selection-background-color: {fill}; selection-color: {accent_text}; }}
QDateEdit:focus {{ border-color: {accent}; }}
QDateEdit:disabled {{ color: {muted}; background: {panel_alt}; }}
QDateEdit::drop-down {{ border: none; width: 24px; }}
QDateEdit::down-arrow {{ image: url({icons}/chevron-{name}.svg); width: 12px; height: 12px; }}
QCalendarWidget QWidget {{ background: {panel}; alternate-background-color: {panel_alt}; }}
QCalendarWidget QToolButton {{ background: transparent; border: none; padding: 4px 8px; color: {text}; }}
QLineEdit, QComboBox, QSpinBox {{ background: {panel}; border: 1px solid {border}; border-radius: 8px;
  padding: 6px 10px; min-height: 18px; selection-background-color: {fill}; selection-color: {accent_text}; }}
QLineEdit:focus, QComboBox:focus {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({icons}/chevron-{name}.svg); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {panel}; border: 1px solid {border}; padding: 4px; outline: none;
  selection-background-color: {soft}; selection-color: {text}; }}
QTableView {{ padding: 4px; background: {panel}; alternate-background-color: {panel_alt}; border: 1px solid {border};
  border-radius: 10px; gridline-color: transparent; selection-background-color: {soft}; selection-color: {text}; }}
QTableView::item {{ padding: 0 8px; border-bottom: 1px solid {border}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: {panel}; color: {muted}; font-weight: 600; border: none;
  border-bottom: 1px solid {border}; padding: 8px 11px; }}
QTableCornerButton::section {{ background: {panel}; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  border: none; height: 0; width: 0; }}
QProgressBar {{ background: {border}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QListWidget {{ background: {panel}; border: 1px solid {border}; border-radius: 10px; padding: 4px; outline: none; }}
QListWidget::item {{ padding: 8px; border-radius: 8px; }}
QListWidget::item:selected {{ background: {soft}; color: {text}; }}
QListWidget::item:hover {{ background: {panel_alt}; }}
QStatusBar {{ background: {panel}; color: {muted}; border-top: 1px solid {border}; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {border}; padding: 5px; }}
QStatusBar QLabel {{ color: {muted}; padding: 2px 8px; }}
QTextBrowser {{ background: transparent; border: none; }}
QSplitter::handle {{ background: transparent; }}
QDialog, QMessageBox {{ background: {ground}; }}
"""


def on_screen(svg: str, colours: Colours) -> str:
    """A chart made for paper in the colours of the window."""
    for paper, screen in (
        ("#0f172a", colours.text), ("#64748b", colours.muted), ("#e2e8f0", colours.border), ("#94a3b8", colours.muted),
    ):  # fmt: skip
        svg = svg.replace(paper, screen)
    return svg


def load_fonts() -> None:
    """Make Inter known to Qt; where it cannot be read the system's font serves."""
    for path in sorted(resources.folder("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def apply_theme(app: QApplication, dark: bool) -> Colours:
    """Give the application its style, palette, font and style sheet."""
    colours = DARK if dark else LIGHT
    app.setStyle("Fusion")
    app.setPalette(_palette(colours))
    font = QFont("Inter", 10)
    font.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(font)
    values = {field.name: getattr(colours, field.name) for field in fields(colours)}
    icons = resources.folder("icons").as_posix()
    app.setStyleSheet(_QSS.format(**values, icons=icons, name="dark" if dark else "light"))
    return colours


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, colours.ground), (role.WindowText, colours.text), (role.Base, colours.panel),
        (role.AlternateBase, colours.panel_alt), (role.Text, colours.text), (role.Button, colours.panel),
        (role.ButtonText, colours.text), (role.Highlight, colours.fill), (role.HighlightedText, colours.accent_text),
        (role.ToolTipBase, colours.panel), (role.ToolTipText, colours.text), (role.PlaceholderText, colours.muted),
        (role.Link, colours.accent), (role.Mid, colours.border),
    ):  # fmt: skip
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.muted))
    return palette
