"""Units of figures: roubles per order is not roubles, and roubles plus orders is an error."""

from __future__ import annotations

from dataclasses import dataclass

#: The book's currency: its code is known only when a book is open.
MONEY = "money"


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of named dimensions with integer powers, sorted by name; no powers at all is a plain number."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, text: str) -> Unit:
        """The unit written as `money/order`, `count`, `1`, `money*day`; '1' and '' are the plain number."""
        powers: dict[str, int] = {}
        sign = 1
        for token in text.replace("*", " * ").replace("/", " / ").split():
            if token in "*/":
                sign = 1 if token == "*" else -1
            elif token != "1":
                powers[token] = powers.get(token, 0) + sign
        return cls._sorted(powers)

    @classmethod
    def _sorted(cls, powers: dict[str, int]) -> Unit:
        return cls(tuple(sorted((name, power) for name, power in powers.items() if power)))

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """The unit of a product (or, with sign -1, of a ratio)."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return self._sorted(powers)

    @property
    def plain(self) -> bool:
        """Whether this is a number without a unit: a share, a ratio of like things."""
        return not self.powers

    def __str__(self) -> str:
        """`money/order`: numerator, then denominators."""
        over = "*".join(n if p == 1 else f"{n}^{p}" for n, p in self.powers if p > 0) or "1"
        under = "".join(f"/{n}" if p == -1 else f"/{n}^{-p}" for n, p in self.powers if p < 0)
        return over + under if over != "1" or under else "1"


PLAIN = Unit()
