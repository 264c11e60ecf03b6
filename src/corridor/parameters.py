"""Every elasticity, price and rate: value, unit, range and source, in one place.

The package's defaults lie in `data/parameters.toml`; a case overrides them in its own file, a
scenario overrides single values. A value outside its quoted range is an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from corridor.errors import Fault, InputError, raise_if
from corridor.facts import folder, rows

STATUSES = ("published", "estimated", "calibrated", "assumed")
FIELDS = ("value", "unit", "low", "high", "source", "status")
NUMBERS = ("value", "low", "high")

ROOM = 1e-3
"""Share of a hard bound by which a number may pass it, for derivatives by differences around it."""

LARGEST = 1e15
"""No price, rate or elasticity is so large."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a parameter can be in any case, whatever range its source gives."""

    low: float
    high: float
    reason: str


@cache
def hard_bounds() -> Mapping[str, Bounds]:
    """Return the bounds of `data/hard_bounds.csv` by name of a parameter or of a group."""
    return MappingProxyType(
        {
            row["name"]: Bounds(float(row["low"]), float(row["high"]), row["reason"])
            for row in rows("hard_bounds")
        }
    )


def bounds_of(name: str) -> Bounds:
    """Return the bounds of a parameter: its own, else those of the nearest group above it."""
    known, key = hard_bounds(), name
    while key and key not in known:
        key = key.rpartition(".")[0]
    return known.get(key, Bounds(-LARGEST, LARGEST, "no such number is known"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model with its unit, admissible range and source."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    status: str
    file: str = "parameters.toml"
    was: float | None = None
    """The case\'s own value, where another stands for it; else None."""

    def problems(self) -> list[Fault]:
        """Return what is wrong with the parameter."""
        faults = self._beyond()
        if not faults and not self.low <= self.value <= self.high:
            allowed = f"{self.low:g} to {self.high:g} {self.unit}".rstrip()
            cure = "take a value in the range, or widen the range and give its source"
            faults.append(
                Fault(
                    file=self.file,
                    message=f"{self.name} is out of range",
                    value=f"{self.value:g}",
                    allowed=allowed,
                    cure=cure,
                )
            )
        if self.status not in STATUSES:
            allowed = ", ".join(STATUSES)
            faults.append(
                Fault(
                    file=self.file,
                    message=f"{self.name}: unknown status",
                    value=self.status,
                    allowed=allowed,
                    cure="mark it",
                )
            )
        if not self.source.strip():
            faults.append(
                Fault(
                    file=self.file,
                    message=f"{self.name} has no source",
                    cure="say where the number comes from",
                )
            )
        return faults

    def _beyond(self) -> list[Fault]:
        """Return a fault for every number that no case can have."""
        hard = bounds_of(self.name)
        allowed = f"{hard.low:g} to {hard.high:g} {self.unit}".rstrip() + ", in any case"
        cure = f"take a value in these bounds: {hard.reason}"
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        return [
            Fault(
                file=self.file,
                message=f"{self.name}: {field} is out of range for any case",
                value=f"{number:g}",
                allowed=allowed,
                cure=cure,
            )
            for field, number in numbers.items()
            if not hard.low - ROOM * abs(hard.low) <= number <= hard.high + ROOM * abs(hard.high)
        ]


@dataclass(frozen=True)
class Parameters(Mapping[str, float]):
    """All parameters by dotted name. Looking one up gives its value; `record` gives the whole entry."""

    entries: Mapping[str, Parameter]

    def __post_init__(self) -> None:
        raise_if([fault for entry in self.entries.values() for fault in entry.problems()])

    def __getitem__(self, name: str) -> float:
        return self.record(name).value

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def record(self, name: str) -> Parameter:
        """Return the entry `name`; an unknown name is an `InputError` that names its neighbours."""
        if name not in self.entries:
            raise InputError([self._unknown(name, "parameters")])
        return self.entries[name]

    def group(self, prefix: str) -> dict[str, float]:
        """Return the values of the names that begin with `prefix.`, without it."""
        start = prefix + "."
        return {
            name[len(start) :]: entry.value for name, entry in self.entries.items() if name.startswith(start)
        }

    @property
    def changed(self) -> dict[str, Parameter]:
        """Return the entries that stand for another value of the case, by name."""
        return {name: entry for name, entry in sorted(self.entries.items()) if entry.was is not None}

    def with_values(self, values: Mapping[str, float], *, origin: str = "parameters") -> Parameters:
        """Return parameters with some values replaced; unknown names and bad values all listed."""
        faults = [self._unknown(name, origin) for name in values if name not in self.entries]
        changed = {
            name: replace(self.entries[name], value=float(value), file=origin, was=self.entries[name].value)
            for name, value in values.items()
            if name in self.entries
        }
        faults += [fault for entry in changed.values() for fault in entry.problems()]
        raise_if(faults)
        return Parameters({**self.entries, **changed})

    def merged(self, other: Mapping[str, Parameter]) -> Parameters:
        """Return parameters in which the entries of `other` replace or join these."""
        return Parameters({**self.entries, **other})

    def _unknown(self, name: str, origin: str) -> Fault:
        group = name.split(".", maxsplit=1)[0]
        near = [known for known in self.entries if known.split(".")[0] == group] or sorted(self.entries)
        return Fault(
            file=origin,
            message=f"unknown parameter {name}",
            allowed=", ".join(near[:12]),
            cure="correct the name",
        )


def default_parameters() -> Parameters:
    """Return the package's defaults."""
    text = (folder() / "parameters.toml").read_text(encoding="utf-8")
    return Parameters(parse_parameters(text, "package parameters.toml"))


def parse_parameters(text: str, file: str) -> dict[str, Parameter]:
    """Return the entries of a TOML text with tables `[group.name]`."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            [Fault(file=file, message=f"not valid TOML: {error}", cure="mend the syntax at that line")]
        ) from error
    return parameters_from(tree, file)


def parameters_from(tree: Mapping[str, Any], file: str) -> dict[str, Parameter]:
    """Return the entries of tables `[group.name]`; every fault in them is listed in one `InputError`."""
    entries: dict[str, Parameter] = {}
    faults: list[Fault] = []
    for name, table in _leaves(tree, ""):
        missing = [field for field in FIELDS if field not in table]
        unknown = [field for field in table if field not in FIELDS]
        if missing or unknown:
            found = ", ".join(table)
            faults.append(
                Fault(
                    file=file,
                    message=f"{name}: fields do not fit",
                    value=found,
                    allowed=", ".join(FIELDS),
                    cure="fill in all",
                )
            )
            continue
        wrong = _wrong_kinds(name, table, file)
        faults += wrong
        if not wrong:
            entries[name] = Parameter(name=name, file=file, **table)
    raise_if(faults)
    return entries


def _wrong_kinds(name: str, table: Mapping[str, Any], file: str) -> list[Fault]:
    """Return a fault for every field that is not a number or not text where it must be."""
    faults = []
    for field in FIELDS:
        value = table[field]
        if field in NUMBERS:
            good = isinstance(value, int | float) and not isinstance(value, bool)
            kind, cure = "a number", "remove the quotes"
            if good and isinstance(value, int) and abs(value) > LARGEST:
                good, kind, cure = False, f"a number up to {LARGEST:g}", "correct it"
        else:
            good, kind, cure = isinstance(value, str), "text", "put it in quotes"
        if not good:
            message = f"{name}: {field} is not {kind}"
            faults.append(Fault(file=file, message=message, value=repr(value)[:40], allowed=kind, cure=cure))
    return faults


def _leaves(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if not isinstance(value, Mapping):
            yield name, {}
        elif any(not isinstance(item, Mapping) for item in value.values()) or not value:
            yield name, value
        else:
            yield from _leaves(value, f"{name}.")
