"""Volume-delay functions: how long a link takes when so much is on it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.types import Floats


@dataclass(frozen=True)
class VolumeDelay:
    """BPR functions `t = free (1 + b (v / capacity)^power)`, one per link, all arrays [link].

    `free_time` in hours (or any unit of time), `capacity` in the unit of the volume; infinite where
    the link never fills. Making one raises `InputError` where an array does not fit.

    Source: Bureau of Public Roads (1964), Traffic Assignment Manual.
    """

    free_time: Floats
    capacity: Floats
    b: Floats
    power: Floats

    def __post_init__(self) -> None:
        raise_if(self.problems())

    def problems(self) -> list[Fault]:
        """Return what is wrong: lengths that differ, negative numbers, a capacity of zero."""
        faults = []
        for field in fields(self):
            value = np.asarray(getattr(self, field.name))
            if value.shape != np.shape(self.free_time) or value.ndim != 1:
                faults.append(_fault("arrays differ in length", field.name, value.shape, "[link], all equal"))
            elif field.name == "capacity" and not np.all(value > 0):
                faults.append(_fault("capacity must be positive", field.name, value.min(), "more than 0"))
            elif not np.all(value >= 0):
                faults.append(_fault("negative or not a number", field.name, value.min(), "0 or more"))
        return faults

    def time(self, volume: Floats) -> Floats:
        """Return the time over each link at this volume, [link]."""
        value: Floats = self.free_time * (1.0 + self.b * (volume / self.capacity) ** self.power)
        return value

    def integral(self, volume: Floats) -> Floats:
        """Return the integral of time from no volume to this one, [link] (Beckmann et al. 1956)."""
        load = self.b * (volume / self.capacity) ** self.power / (self.power + 1.0)
        value: Floats = self.free_time * volume * (1.0 + load)
        return value

    def slope(self, volume: Floats) -> Floats:
        """Return the derivative of time, [link]; zero where an exponent below one leaves it unbounded."""
        ratio = volume / self.capacity
        rise = np.zeros_like(ratio)
        rising = (ratio > 0) | (self.power >= 1)
        rise[rising] = ratio[rising] ** (self.power[rising] - 1.0)
        value: Floats = self.free_time * self.b * self.power / self.capacity * rise
        return value


def _fault(message: str, column: str, value: object, allowed: str) -> Fault:
    return Fault(
        file="volume-delay functions", message=message, column=column, value=str(value), allowed=allowed
    )
