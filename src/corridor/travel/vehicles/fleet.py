"""The vehicles of a road: how they are built, and what they cost in one country.

Two records of arrays over the same vehicles. `Vehicles` is engineering (`data/vehicle_coefficients.csv`,
with a source per number); `Prices` is what a country pays (table `inputs/vehicles` of a case). Every array
is [vehicle].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from corridor.errors import Fault, raise_if
from corridor.facts import Row, rows
from corridor.types import Floats

TYPES, COEFFICIENTS = "vehicle_types", "vehicle_coefficients"
PETROL, DIESEL = "petrol", "diesel"
FUELS = (PETROL, DIESEL)
GOODS = "goods"
"""What trucks carry, in the table of types."""


@dataclass(frozen=True, eq=False)
class Vehicles:
    """How vehicles are built, by type, [vehicle]."""

    names: tuple[str, ...]
    fuel: tuple[str, ...]
    carries: tuple[str, ...]
    axles: Floats
    car_units: Floats
    """Passenger-car units on a plain road, 1."""
    wheels: Floats
    wheel_diameter: Floats
    """m"""
    tyre_kind: Floats
    """CR1 of HDM-4: 1.3 cross-ply, 1.0 radial."""
    rolling_base: Floats
    """a0 of CR2 in HDM-4, 1."""
    rolling_rough: Floats
    """a2 of CR2 in HDM-4, per m/km."""
    drag: Floats
    """Drag coefficient with its multiplier for turbulence, 1."""
    frontal_area: Floats
    """m2"""
    rated_power: Floats
    """kW"""
    driveline: Floats
    """Efficiency of the transmission, 0 to 1."""
    idle_fuel: Floats
    """ml/s"""
    fuel_to_power: Floats
    """Fuel per energy out of the engine, ml/kJ."""
    high_power: Floats
    """Loss of efficiency at rated power, 1."""
    engine_share: Floats
    """Power of engine drag and accessories at 100 km/h over rated power, 1."""
    on_road: Floats
    """Fuel on the road over that of the test bench, 1."""
    drive_power: Floats
    """Power that drivers use uphill, kW."""
    brake_power: Floats
    """Power that drivers brake with downhill, kW."""
    desired_speed: Floats
    """km/h"""
    rough_speed: Floats
    """Largest rectified velocity of the suspension, ARVMAX, mm/s."""
    friction: Floats
    """Largest ratio of side to normal force in a bend, 1."""
    spread: Floats
    """beta of the limiting-speed model, 1."""
    speed_bias: Floats
    """E0 of the limiting-speed model, 1."""
    rolling_speed: Floats
    """Rolling resistance of the limiting-speed model on a smooth road, 1."""
    rolling_speed_rough: Floats
    """The same per m/km, 1."""
    tread_base: Floats
    """Tread worn without force, dm3 per 1,000 tyre-km; of cars new tyres per 1,000 tyre-km."""
    tread_force: Floats
    """Tread worn per N of circumferential force squared over normal force, dm3 per 1,000 tyre-km."""
    tread_volume: Floats
    """dm3 of tread; 0: the linear relation of cars."""
    tread_rough: Floats
    """New tyres per 1,000 tyre-km and m/km; of cars only."""
    recaps: Floats
    """Recaps of a tyre on a smooth and straight road, NR0 of HDM-III, 1."""
    parts_age: Floats
    """Exponent of parts on age, kp, 1."""
    parts_base: Floats
    """a0 of parts, 1e-6 of the price of a new vehicle per 1,000 km."""
    parts_rough: Floats
    """a1 of parts, the same per m/km."""
    steering: Floats
    """Share of the gross weight on the steering axle, 1."""
    single: Floats
    """The same, on single axles with twin tyres."""
    tandem: Floats
    """The same, on tandem axles."""
    tridem: Floats
    """The same, on tridem axles."""
    labour_base: Floats
    """Hours of repair per 1,000 km, a0."""
    labour_parts: Floats
    """Exponent of labour on parts, a1."""

    @property
    def trucks(self) -> Floats:
        """One where a vehicle carries goods, else nought."""
        return np.array([float(what == GOODS) for what in self.carries])


@dataclass(frozen=True, eq=False)
class Prices:
    """What vehicles weigh, do and cost in one country, [vehicle]; US$ of one price year."""

    names: tuple[str, ...]
    empty_mass: Floats
    """t"""
    load: Floats
    """Usual load of one that is loaded: goods, or people and their things, t."""
    legal_load: Floats
    """Load that the law allows, t."""
    price: Floats
    """Of a new vehicle, US$."""
    tyre_price: Floats
    """Of a new tyre, US$."""
    annual_km: Floats
    """At the reference speed, km a year."""
    driving_share: Floats
    """Share of the working time that is driving, at the reference speed, 0 to 1."""
    reference_speed: Floats
    """km/h"""
    life: Floats
    """Years at the reference speed."""
    age: Floats
    """Mean distance driven by one of the fleet, km."""
    crew: Floats
    """People paid to drive."""
    crew_wage: Floats
    """US$ an hour of driving, each."""
    overhead: Floats
    """Insurance, licence, garage, administration, US$ a year."""
    parts_factor: Floats
    """Parts and labour of repair over those of the published relation, 1."""

    def __post_init__(self) -> None:
        raise_if(_below_nothing(self))


@dataclass(frozen=True, slots=True)
class Market:
    """Prices that all vehicles share; US$ of one price year."""

    petrol: float
    """US$/l"""
    diesel: float
    """US$/l"""
    mechanic: float
    """US$/h"""
    interest: float
    """Real, a year."""
    recap_cost: float = 0.5
    """Of a recap over the price of a new tyre, 1."""

    def of_fuel(self, fuel: Sequence[str]) -> Floats:
        """Return the price of the fuel of every vehicle, [vehicle] US$/l."""
        price = {PETROL: self.petrol, DIESEL: self.diesel}
        return np.array([price[one] for one in fuel])


TEXTS = ("names", "fuel", "carries")
OF_TYPE = ("axles", "car_units")
"""Numbers that stand in the table of types."""


def coefficient_names() -> tuple[str, ...]:
    """Return the coefficients that every vehicle needs, in the order of the record."""
    return tuple(f.name for f in fields(Vehicles) if f.name not in (*TEXTS, *OF_TYPE))


def price_names() -> tuple[str, ...]:
    """Return what a country has to say of every vehicle, in the order of the record."""
    return tuple(f.name for f in fields(Prices) if f.name != "names")


def standard_vehicles() -> Vehicles:
    """Return the vehicles of the package's tables.

    Raises
    ------
    InputError
        With every coefficient that a vehicle lacks, and every one that is of no vehicle.

    """
    types = rows(TYPES)
    names = tuple(row["vehicle"] for row in types)
    found = rows(COEFFICIENTS)
    raise_if(coefficient_faults(found, names, coefficient_names(), f"data/{COEFFICIENTS}.csv"))
    value = {(row["coefficient"], row["vehicle"]): float(row["value"]) for row in found}
    arrays = {one: np.array([value[one, name] for name in names]) for one in coefficient_names()}
    told = {one: np.array([float(row[one]) for row in types]) for one in OF_TYPE}
    fuel, carries = (tuple(row[one] for row in types) for one in ("fuel", "carries"))
    return Vehicles(names=names, fuel=fuel, carries=carries, **{**told, **arrays})


def coefficient_faults(
    found: Sequence[Row], vehicles: Sequence[str], needed: Sequence[str], file: str
) -> list[Fault]:
    """Return every number that a vehicle lacks, and every row of an unknown vehicle or name."""
    has = {(row["coefficient"], row["vehicle"]) for row in found}
    cure = "add a row with value, range, unit, status and source"
    lacking = [
        Fault(file=file, message=f"vehicle `{name}` has no {one.replace('_', ' ')}", cure=cure)
        for name in vehicles
        for one in needed
        if (one, name) not in has
    ]
    return [
        *lacking,
        *(
            fault
            for row, one in enumerate(found, 1)
            for fault in _strange(row, one, (vehicles, needed), file)
        ),
    ]


def _strange(row: int, one: Row, known: tuple[Sequence[str], Sequence[str]], file: str) -> list[Fault]:
    return [
        Fault(
            file=file, message=f"no such {column}", row=row, column=column, value=one[column],
            allowed=", ".join(names), cure="correct the name, or take the row out",
        )
        for column, names in zip(("vehicle", "coefficient"), known, strict=True)
        if one[column] not in names
    ]  # fmt: skip


def prices_of(value: Mapping[tuple[str, str], float], vehicles: Sequence[str]) -> Prices:
    """Return the prices of vehicles from values by (quantity, vehicle); `InputError` lists what lacks."""
    found = [{"coefficient": one, "vehicle": name} for one, name in value]
    raise_if(coefficient_faults(found, vehicles, price_names(), "inputs/vehicles"))
    arrays = {one: np.array([value[one, name] for name in vehicles]) for one in price_names()}
    return Prices(names=tuple(vehicles), **arrays)


MAY_BE_NOTHING = ("crew", "crew_wage", "overhead", "load", "legal_load")


def _below_nothing(prices: Prices) -> list[Fault]:
    """Return every number of a vehicle that cannot be, such as a negative one."""
    faults = []
    for one in price_names():
        values = getattr(prices, one)
        allowed = "0 or more" if one in MAY_BE_NOTHING else "above 0"
        bad = ~(values >= 0.0) if one in MAY_BE_NOTHING else ~(values > 0.0)
        faults += [
            Fault(
                file="inputs/vehicles", message=f"{one.replace('_', ' ')} of `{prices.names[i]}` cannot be",
                column="value", value=f"{values[i]:g}", allowed=allowed, cure="correct the value",
            )
            for i in np.flatnonzero(bad)
        ]  # fmt: skip
    return faults
