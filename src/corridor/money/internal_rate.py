"""Internal rates of return: all of them, of any size, counted exactly.

With `x = 1 / (1 + r)` the net present value of yearly flows is the polynomial `sum_t f_t x^t`, and the
internal rates above -100 % are its positive roots. They are counted and separated by Descartes' rule of
signs under repeated halving, in whole numbers of any length (Collins & Akritas 1976, Polynomial real root
isolation using Descartes' rule of signs), so that two rates, however close, are two. Each is then refined in
floating point and held to a change of sign in whole numbers. Multiple roots are told apart by factors without
them (Musser 1971, Algorithms for polynomial factorization).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
from scipy.optimize import brentq

from corridor.types import Floats, Ints

ROUNDING = 1e-13
"""Flows of less than this part of the largest are rounding of sums, and count as zero."""
CERTAIN = 44
"""A root is held to a change of sign within 2^-44 of itself."""
PRIME = 2**61 - 1
"""A polynomial without multiple roots modulo a prime has none at all."""
SHOWN = 6
"""Rates that a note names."""

Polynomial = list[int]
"""Coefficients in proportion, the constant first."""


@dataclass(frozen=True, slots=True)
class InternalRates:
    """All rates at which the net present value of a flow is zero."""

    rates: tuple[float, ...]
    """Above -1, ascending, each once."""
    note: str
    """Why no single one says anything; empty where one does."""

    @property
    def single(self) -> float:
        """The internal rate of return; not a number unless there is one and the value changes sign there."""
        return float("nan") if self.note else self.rates[0]


def internal_rates(flow: Floats, years: Ints) -> InternalRates:
    """Return every internal rate of yearly net flows, and why there is no single one where there is not.

    A flow with several says nothing by any of them (ADB 2017, paragraph 158).

    Parameters
    ----------
    flow, years
        Net flows, US$, and their years, ascending.

    """
    if not np.isfinite(flow).all():
        return InternalRates((), "not known: a cost or a benefit is not")
    polynomial = _whole(flow, years)
    if not polynomial:
        return InternalRates((), "none: nothing is paid or received")
    if _changes(polynomial) == 0:
        never = "it costs in no year" if polynomial[0] > 0 else "no year brings more than it costs"
        return InternalRates((), f"none: {never}")
    found = sorted(_rates(polynomial))
    rates = tuple(rate for rate, _ in found)
    if not found:
        side = "above" if sum(polynomial) > 0 else "below"
        return InternalRates((), f"none: at every rate the present value is {side} zero")
    if len(found) > 1:
        return InternalRates(rates, f"several: {_named(rates)}")
    touched = f"none: the present value touches zero at {_named(rates)} and keeps its sign"
    return InternalRates(rates, "" if found[0][1] else touched)


def _named(rates: Sequence[float]) -> str:
    """Return rates in per cent, with as many digits as tell them apart."""
    for digits in (4, 6, 9, 12, 17):
        texts = [f"{100.0 * rate:.{digits}g} %" for rate in rates]
        if len(set(texts)) == len(texts):
            break
    more = [f"{len(texts) - SHOWN} more"] if len(texts) > SHOWN else []
    texts = texts[:SHOWN] + more
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _whole(flow: Floats, years: Ints) -> Polynomial:
    """Return flows as whole numbers in proportion, year by year, without the zeros at both ends."""
    kept = np.flatnonzero(np.abs(flow) > ROUNDING * float(np.abs(flow).max(initial=0.0)))
    if not len(kept):
        return []
    exact = [Fraction(float(usd)) for usd in flow[kept]]
    unit = max(part.denominator for part in exact)  # all are powers of two
    found = [0] * int(years[kept[-1]] - years[kept[0]] + 1)
    for year, part in zip(years[kept].tolist(), exact, strict=True):
        found[year - int(years[kept[0]])] += part.numerator * (unit // part.denominator)
    return found


def _rates(polynomial: Polynomial) -> Iterator[tuple[float, bool]]:
    """Yield the rate of every positive root, and whether the polynomial changes sign there."""
    simple = _changes(polynomial) == 1 or _square_free(polynomial)
    for power, factor in enumerate([polynomial] if simple else _by_multiplicity(polynomial), start=1):
        crosses = power % 2 == 1
        if sum(factor) == 0:
            yield 0.0, crosses
        inner = _without_one(factor) if sum(factor) == 0 else factor
        yield from ((float(1 / place - 1), crosses) for place in _below_one(inner))
        yield from ((float(place - 1), crosses) for place in _below_one(inner[::-1]))


def _below_one(polynomial: Polynomial) -> Iterator[Fraction]:
    """Yield the roots within (0, 1) of a polynomial without multiple ones."""
    waiting = [(polynomial, 0, 0)]
    while waiting:
        part, halvings, place = waiting.pop()
        many = _changes_within(part)
        if many == 1:
            yield (place + _refined(part)) / 2**halvings
        if many < 2:
            continue
        size = len(part) - 1
        left = [value << (size - k) for k, value in enumerate(part)]
        right = _shifted(left)
        if right[0] == 0:
            yield Fraction(2 * place + 1, 2 ** (halvings + 1))
            right = right[1:]
        waiting += [(left, halvings + 1, 2 * place), (right, halvings + 1, 2 * place + 1)]


def _refined(part: Polynomial) -> Fraction:
    """Return the only root within (0, 1), with a change of sign proven within 2^-44 of it."""
    largest = max(abs(value) for value in part)
    near = _near([value / largest for value in part])
    low, high = (Fraction(near) * (1 + side * Fraction(1, 2**CERTAIN)) for side in (-1, 1))
    if low > 0 and high < 1 and _sign(part, low) * _sign(part, high) < 0:
        return Fraction(near)
    return _halved(part)


def _near(part: Sequence[float]) -> float:
    """Return the root within (0, 1) by Brent's method; zero where rounding hides the change of sign."""

    def value(place: float) -> float:
        total = 0.0
        for coefficient in reversed(part):
            total = total * place + coefficient
        return total

    if value(0.0) * value(1.0) >= 0.0:
        return 0.0
    return float(brentq(value, 0.0, 1.0, xtol=1e-300, rtol=1e-15, maxiter=500))


def _halved(part: Polynomial) -> Fraction:
    """Return the only root within (0, 1) by halving in whole numbers, to 2^-53 of itself."""
    start = part[0] > 0
    place, halvings = 0, 0
    while place.bit_length() <= 53:
        place, halvings = 2 * place, halvings + 1
        middle = _sign(part, Fraction(place + 1, 2**halvings))
        if middle == 0:
            return Fraction(place + 1, 2**halvings)
        place += (middle > 0) == start
    return Fraction(2 * place + 1, 2 ** (halvings + 1))


def _sign(part: Polynomial, place: Fraction) -> int:
    """Return the sign of a polynomial at a place, exactly."""
    total, scale = 0, 1
    for coefficient in reversed(part):
        total = total * place.numerator + coefficient * scale
        scale *= place.denominator
    return (total > 0) - (total < 0)


def _changes(part: Polynomial) -> int:
    """Return the changes of sign of coefficients: as many as positive roots, or more by an even number."""
    return sum((a > 0) != (b > 0) for a, b in pairwise(value for value in part if value))


def _changes_within(part: Polynomial) -> int:
    """Return the same for roots within (0, 1)."""
    return _changes(_shifted(part[::-1]))


def _shifted(part: Polynomial) -> Polynomial:
    """Return the polynomial of `x + 1`, by Horner's rule over and over."""
    left, found = part[::-1], []
    while left:
        left = list(accumulate(left))
        found.append(left.pop())
    return found


def _without_one(part: Polynomial) -> Polynomial:
    """Return a polynomial with a root at one, divided by `x - 1`."""
    return list(accumulate(part[:0:-1]))[::-1]


def _slope(part: Polynomial) -> Polynomial:
    return [k * value for k, value in enumerate(part)][1:]


def _square_free(part: Polynomial) -> bool:
    """Return whether no root is multiple, by Euclid's algorithm modulo a prime; False if it cannot tell."""
    a, b = ([value % PRIME for value in each] for each in (part, _slope(part)))
    if not a[-1] or not b[-1]:
        return False
    while len(b) > 1:
        inverse = pow(b[-1], -1, PRIME)
        while len(a) >= len(b):
            ratio, gap = a[-1] * inverse % PRIME, len(a) - len(b)
            a = _trimmed([v - ratio * (b[k - gap] if k >= gap else 0) for k, v in enumerate(a)], PRIME)
        a, b = b, a
    return len(b) == 1


def _by_multiplicity(part: Polynomial) -> Iterator[Polynomial]:
    """Yield factors without multiple roots: of the single roots, the double ones, and so on (Musser 1971)."""
    common = _divisor(part, _slope(part))
    rest = _quotient(part, common)
    while len(rest) > 1:
        again = _divisor(rest, common)
        yield _quotient(rest, again)
        rest, common = again, _quotient(common, again)


def _divisor(a: Polynomial, b: Polynomial) -> Polynomial:
    """Return the greatest common divisor, its coefficients without a common factor."""
    while b:
        while len(a) >= len(b):
            gap = len(a) - len(b)
            a = _trimmed([v * b[-1] - a[-1] * (b[k - gap] if k >= gap else 0) for k, v in enumerate(a)])
        content = math.gcd(*a)
        a, b = b, [value // content for value in a]
    content = math.gcd(*a)
    return [value // content for value in a]


def _quotient(a: Polynomial, b: Polynomial) -> Polynomial:
    """Return `a / b`, where `b` divides `a`."""
    found = [0] * (len(a) - len(b) + 1)
    left = list(a)
    for k in range(len(found) - 1, -1, -1):
        found[k] = left[k + len(b) - 1] // b[-1]
        for j, value in enumerate(b):
            left[k + j] -= found[k] * value
    return found


def _trimmed(part: Polynomial, prime: int | None = None) -> Polynomial:
    """Return a polynomial without leading zeros, its coefficients modulo a prime if one is given."""
    found = part if prime is None else [value % prime for value in part]
    while found and not found[-1]:
        found.pop()
    return found
