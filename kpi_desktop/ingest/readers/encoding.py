"""In which encoding a text was written: its mark, strict UTF-8, its own words, then the frequencies of its letters."""

from __future__ import annotations

from itertools import pairwise

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: Shares of Russian letters in running text, per thousand, from о to ф.
_FREQUENT = dict(zip("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", range(33, 0, -1), strict=True))
_SAMPLE = 200_000
#: The upper half of a sign in UTF-16 is nearly always Latin's or Cyrillic's.
_HIGH_BYTES = {0, 4}


def decode_text(data: bytes) -> tuple[str, str]:
    """The text and the encoding's name; what does not decode becomes the replacement sign."""
    wide, skip = declared_encoding(data)
    if wide:
        return data[skip:].decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data.decode("utf-8", "replace"), "utf-8"
    if "Кодировка=DOS".encode("cp866") in data[:600]:
        return data.decode("cp866", "replace"), "cp866"
    name = _likeliest(data[:_SAMPLE])
    return data.decode(name, "replace"), name


def declared_encoding(data: bytes) -> tuple[str, int]:
    """The encoding by its mark or by its zero bytes, and the length of the mark; '' where neither tells."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    return _wide_encoding(data), 0


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark shows by its zero bytes: every other one in western text, fewer in Russian."""
    sample = data[: min(len(data), 4096) // 4 * 4]
    if len(sample) < 8:
        return ""
    high = [sum(1 for byte in sample[start::4] if byte in _HIGH_BYTES) / (len(sample) / 4) for start in range(4)]
    zeros = [sample[start::4].count(0) / (len(sample) / 4) for start in range(4)]
    signs = {
        "utf-32-le": zeros[2] == zeros[3] == 1 and zeros[0] < 0.5,
        "utf-32-be": zeros[0] == zeros[1] == 1 and zeros[3] < 0.5,
        "utf-16-le": any(zeros) and min(high[1], high[3]) > 0.8 and max(high[0], high[2]) < 0.2,
        "utf-16-be": any(zeros) and min(high[0], high[2]) > 0.8 and max(high[1], high[3]) < 0.2,
    }
    return next((name for name, told in signs.items() if told), "")


def _likeliest(data: bytes) -> str:
    scores = {name: _russian_score(data.decode(name, "replace")) for name in ("cp1251", "cp866", "koi8-r")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= 0 and not _mostly_letters(data):
        return "cp1252"
    return best


def _russian_score(text: str) -> float:
    """How Russian the text looks: frequent small letters for, capitals after small ones and odd signs against."""
    score, before = 0.0, " "
    for sign in text:
        if sign > "\x7f":
            low = sign.lower()
            if low in _FREQUENT:
                score += _FREQUENT[low] / 33
                if sign != low and before.isalpha() and before == before.lower() and before > "\x7f":
                    score -= 1.5
            elif sign not in "«»—–№…“”„’\u00a0€₽°±×":
                score -= 1.0
        before = sign
    return score


def _mostly_letters(data: bytes) -> bool:
    """Whether high bytes come in runs, as Cyrillic words do, and not one by one, as accents do."""
    high = [byte > 127 for byte in data]
    return sum(1 for left, right in pairwise(high) if left and right) * 2 > sum(high)
