"""Profiles of load, sun, wind and water by month and hour, and the representative days."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HOURS = np.arange(24)
MID_MONTH = (17, 47, 75, 105, 135, 162, 198, 228, 258, 288, 318, 344)
"""Day of the year that stands for each month: Klein (1977)."""

SOLAR_CONSTANT = 1.367
"""kW/m2."""

RAW = Path(__file__).resolve().parents[1] / "raw" / "econ"
IRRADIATION = "mean global horizontal irradiation, WRDC station record"
"""Indicator of pak_energy_system_published.csv, kWh/m2/day: Tahir & Asim (2018)."""

PERFORMANCE = 0.78
"""Of photovoltaic plants, heat and dust included: assumed."""

ALBEDO = 0.25
STANDARD_MERIDIAN = 75.0
HYDRO_CAPACITY_MW = 9760.0
"""Of the hydropower plants of the list in 2021; turns gigawatt-hours of a month into a share of capacity."""

PEAK = (6, 7)
"""Months with a day of tight supply besides the typical one."""

PEAK_DAYS = 3.0


def profiles(zones: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Return all profiles, long: carrier, zone, month, hour, value, status, source."""
    scale = _clearness_scale(zones, months)
    suns = [
        _long("solar", zone.zone, _sun(zone.lat, zone.lon, scale * months["clearness"].to_numpy()), SUN)
        for zone in zones.itertuples()
    ]
    wind = np.outer(months["wind_factor"], _wind_day())
    water = months["hydro_gwh"] * 1000.0 / (months["days"] * 24.0 * HYDRO_CAPACITY_MW)
    hydro = np.repeat(water.to_numpy()[:, None], 24, axis=1)
    parts = [
        _long("demand", "", _load(months), LOAD),
        _long("hydro", "", hydro, WATER),
        _long("wind", "", wind, WIND),
        *suns,
    ]
    return pd.concat(parts, ignore_index=True)


LOAD = (
    "months: generation of the national grid in 2021 (build/tables/energy_months.csv); hours: estimated form "
    "with an evening peak, cooling in summer afternoons and a trough before dawn"
)
WATER = "hydropower generation of the national grid in 2021 by month over capacity"
WIND = (
    "monthly shares of wind in 2020-21 (CPPA-G) and between them interpolated; hours: the sea breeze of "
    "the corridor, estimated"
)
SUN = (
    "clear-sky geometry, monthly clearness (estimated) scaled to 5.3 kWh/m2/day, tilted plane by Liu & "
    "Jordan, Erbs et al. (1982)"
)


def _long(carrier: str, zone: str, values: np.ndarray, source: str) -> pd.DataFrame:
    month, hour = np.divmod(np.arange(288), 24)
    return pd.DataFrame(
        {
            "carrier": carrier,
            "zone": zone,
            "month": month + 1,
            "hour": hour,
            "value": values.reshape(-1).round(5),
            "status": "estimated",
            "source": source,
        }
    )


def _load(months: pd.DataFrame) -> np.ndarray:
    """Return load over the mean of the year, [month, hour]."""
    mean = (months["generation_gwh"] / months["days"]).to_numpy(float)
    mean = mean / np.average(mean, weights=months["days"])
    cooling = months["cooling"].to_numpy(float)[:, None]
    evening = np.exp(-(((HOURS - 20.0) / 2.6) ** 2))
    afternoon = np.exp(-(((HOURS - 15.0) / 3.0) ** 2))
    morning = np.exp(-(((HOURS - 8.5) / 2.0) ** 2))
    night = np.exp(-(((HOURS - 4.0) / 3.0) ** 2))
    shape = 1.0 + (0.22 - 0.10 * cooling) * evening + 0.08 * cooling * afternoon
    shape = shape + 0.12 * (1.0 - cooling) * morning - (0.26 - 0.16 * cooling) * night
    shape = shape / shape.mean(axis=1, keepdims=True)
    return mean[:, None] * shape


def _wind_day() -> np.ndarray:
    """Return the daily course of wind over its mean: stronger from afternoon to midnight."""
    course = 1.0 + 0.30 * np.cos((HOURS - 19.0) / 24.0 * 2.0 * np.pi)
    return course / course.mean()


def _clearness_scale(zones: pd.DataFrame, months: pd.DataFrame) -> float:
    """Return the factor on monthly clearness that gives the published irradiation, mean of all zones."""
    total = 0.0
    for zone in zones.itertuples():
        for day, clearness, days in zip(MID_MONTH, months["clearness"], months["days"], strict=True):
            cosine, _ = _angles(zone.lat, zone.lon, day)
            total += days / 365.0 * float((clearness * _extraterrestrial(day) * cosine).sum())
    published = pd.read_csv(RAW / "pak_energy_system_published.csv").set_index("indicator")["value"]
    return float(published[IRRADIATION]) / (total / len(zones))


def _extraterrestrial(day: int) -> float:
    return SOLAR_CONSTANT * (1.0 + 0.033 * np.cos(2.0 * np.pi * day / 365.0))


def _angles(lat: float, lon: float, day: int, tilt: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return cosines of incidence on the horizontal and on a plane tilted to the south, [hour]."""
    phi, beta = np.radians(lat), np.radians(tilt)
    declination = np.radians(23.45) * np.sin(2.0 * np.pi * (284 + day) / 365.0)
    solar_time = HOURS + 0.5 + (lon - STANDARD_MERIDIAN) / 15.0
    omega = np.radians(15.0 * (solar_time - 12.0))
    flat = np.sin(declination) * np.sin(phi) + np.cos(declination) * np.cos(phi) * np.cos(omega)
    tipped = phi - beta
    leaning = np.sin(declination) * np.sin(tipped) + np.cos(declination) * np.cos(tipped) * np.cos(omega)
    up = flat > 0.02
    return np.where(up, flat, 0.0), np.where(up, np.maximum(leaning, 0.0), 0.0)


def _sun(lat: float, lon: float, clearness: np.ndarray) -> np.ndarray:
    """Return the output of a fixed plane over its rating, [month, hour]."""
    tilt = lat - 5.0
    beta = np.radians(tilt)
    rows = []
    for day, k in zip(MID_MONTH, clearness, strict=True):
        flat, leaning = _angles(lat, lon, day, tilt)
        horizontal = k * _extraterrestrial(day) * flat
        diffuse = np.clip(0.9511 - 0.1604 * k + 4.388 * k**2 - 16.638 * k**3 + 12.336 * k**4, 0.165, 1.0)
        ratio = np.divide(leaning, flat, out=np.zeros_like(flat), where=flat > 0.05)
        ratio = np.minimum(ratio, 4.0)
        sky, ground = (1.0 + np.cos(beta)) / 2.0, (1.0 - np.cos(beta)) / 2.0
        plane = horizontal * ((1.0 - diffuse) * ratio + diffuse * sky + ALBEDO * ground)
        rows.append(np.minimum(plane * PERFORMANCE, 1.0))
    return np.array(rows)


def days(months: pd.DataFrame) -> pd.DataFrame:
    """Return a typical day a month, and a tight one in the months of the peak; sums of a month stay."""
    rows = []
    for month in months.itertuples():
        tight = PEAK_DAYS if month.month in PEAK else 0.0
        typical = month.days - tight
        rest = {name: (month.days - tight * factor) / typical for name, factor in TIGHT.items()}
        rows.append({"day": f"m{month.month:02d}", "month": month.month, "days": typical, **rest})
        if tight:
            rows.append({"day": f"m{month.month:02d}-tight", "month": month.month, "days": tight, **TIGHT})
    source = (
        "typical day of the month; three days of June and July with 6 % more load, half the wind, 15 % less "
        "sun: assumed"
    )
    return pd.DataFrame(rows).round(6).assign(source=source)


TIGHT = {"demand_factor": 1.06, "wind_factor": 0.5, "solar_factor": 0.85}
