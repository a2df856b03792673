"""Every sentence that a user may read has its Russian, with the same places to fill."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kpi_desktop"


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def templates() -> dict[tuple[str, ...], str]:
    """Every literal template of `msg` and `nmsg` in the code, with the file it stands in."""
    found: dict[tuple[str, ...], str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            count = {"msg": 1, "nmsg": 2}.get(node.func.id, 0)
            texts = tuple(_literal(argument) or "" for argument in node.args[:count])
            if count and len(texts) == count and all(texts):
                found[texts] = str(path.relative_to(ROOT))
    return found


def translations() -> dict[str, tuple[str, ...]]:
    """The Russian of every template, plurals as their three forms."""
    from babel.messages.pofile import read_po

    found: dict[str, tuple[str, ...]] = {}
    for fragment in sorted((PACKAGE / "i18n" / "locale" / "ru").glob("*.po")):
        with fragment.open("rb") as stream:
            for message in read_po(stream, locale="ru"):
                if message.id:
                    key = message.id[0] if isinstance(message.id, list | tuple) else message.id
                    text = message.string
                    found[str(key)] = tuple(text) if isinstance(text, list | tuple) else (str(text),)
    return found


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_template_has_russian() -> None:
    known = translations()
    absent = [f"{where}: {texts[0]}" for texts, where in templates().items() if not all(known.get(texts[0], ("",)))]
    assert not absent, "\n".join(absent)


def test_russian_fills_the_same_places() -> None:
    wrong = []
    known = translations()
    for texts in templates():
        for russian in known.get(texts[0], ()):
            extra = places(russian) - set().union(*(places(text) for text in texts))
            if extra:
                wrong.append(f"{texts[0]}: {russian} has {extra}")
    assert not wrong, "\n".join(wrong)


def test_plurals_have_three_forms() -> None:
    known = translations()
    short = [texts[0] for texts in templates() if len(texts) == 2 and len(known.get(texts[0], ())) != 3]
    assert not short, "\n".join(short)


@pytest.mark.parametrize("n", [1, 2, 5, 11, 21])
def test_plural_is_chosen_by_the_count(n: int) -> None:
    from kpi_desktop.i18n.message import nmsg
    from kpi_desktop.i18n.translator import Translator

    text = Translator("ru")(nmsg("{n} row in all", "{n} rows in all", n=n))
    expected = {1: "1 строка", 2: "2 строки", 5: "5 строк", 11: "11 строк", 21: "21 строка"}[n]
    assert expected in text


def test_fragments_agree() -> None:
    """One sentence has one Russian, whichever room says it."""
    from babel.messages.pofile import read_po

    seen: dict[str, tuple[str, object]] = {}
    wrong = []
    for fragment in sorted((PACKAGE / "i18n" / "locale" / "ru").glob("*.po")):
        with fragment.open("rb") as stream:
            for message in read_po(stream, locale="ru"):
                key, text = str(message.id), message.string
                if message.id and seen.setdefault(key, (fragment.name, text))[1] != text:
                    wrong.append(f"{key}: {seen[key]} and {fragment.name} {text}")
    assert not wrong, "\n".join(wrong)


def test_no_sentence_is_kept_that_nothing_says() -> None:
    """A sentence left behind by a change misleads the next reader, and tests that wait for its Russian wait in vain."""
    written = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    kinds = (".toml", ".html", ".j2")
    data = [path for room in ("kpi_desktop", "formulas", "templates") for path in (ROOT / room).rglob("*")]
    kept = "".join(path.read_text(encoding="utf-8") for path in data if path.suffix in kinds)
    left = [sentence for sentence in translations() if sentence not in written and sentence not in kept]
    assert not left, "\n".join(left)
