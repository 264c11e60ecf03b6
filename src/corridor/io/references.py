"""What a case sets its figures against: each row of its table `checks` asks for something that exists."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from corridor.accounts.checks import INLAND, MEASURES, PORTFOLIOS, SEPARATOR
from corridor.errors import Fault


def reference_faults(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every subject that does not fit its measure, and every range upside down."""
    if "checks" not in frames:
        return []
    sections = set(frames["link"]["section"].unique()) - {""} if "link" in frames else None
    faults: list[Fault] = []
    for number, row in enumerate(frames["checks"].to_dict("records"), start=1):
        if row["measure"] in MEASURES:
            kind = MEASURES[row["measure"]].subject
            faults += _subject_faults(kind, row["subject"], (names["checks"], number), sections)
        low, high = row["reference_low"], row["reference_high"]
        if low > high:
            found = f"{low:g} to {high:g}"
            message, cure = "the range is upside down", "swap them"
            faults.append(
                Fault(
                    file=names["checks"],
                    message=message,
                    row=number,
                    column="reference_high",
                    value=found,
                    cure=cure,
                )
            )
    return faults


def trend_faults(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every country whose trend is missing while others have one."""
    if not {"trends", "countries"} <= set(frames):
        return []
    known = set(frames["trends"]["country"])
    cure = "add its growth, or leave the table out"
    return [
        Fault(
            file=names["trends"],
            message="no trend for this country",
            column="country",
            value=country,
            allowed="every country",
            cure=cure,
        )
        for country in frames["countries"]["country"]
        if country not in known
    ]


def place_faults(frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every place beside a link that is no road of the place's country."""
    if not {"places", "link", "regions"} <= set(frames):
        return []
    places = frames["places"]
    links = frames["link"].drop_duplicates("link_id").set_index("link_id")[["mode", "country"]]
    country = frames["regions"].drop_duplicates("region_id").set_index("region_id")["country"]
    beside = links.reindex(places["link_id"])
    home = country.reindex(places["region_id"]).to_numpy(dtype=object)
    mode, where = (beside[name].to_numpy(dtype=object) for name in ("mode", "country"))
    known = (places["link_id"].isin(links.index) & places["region_id"].isin(country.index)).to_numpy()
    wrong = known & ((mode != "road") | (where != home))
    return [
        Fault(
            file=names["places"],
            message="the link is no road of the place's country",
            row=int(row) + 1,
            column="link_id",
            value=f"{places['link_id'].iloc[row]}: {mode[row]}, {where[row]}",
            allowed=f"a road of {home[row]}",
            cure="name the nearest road",
        )
        for row in np.flatnonzero(wrong)
    ]


def _subject_faults(
    kind: str, subject: str, place: tuple[str, int], sections: set[str] | None
) -> list[Fault]:
    file, row = place
    known = {"": ("",), "mode": INLAND, "portfolio": PORTFOLIOS, "sections": sections}[kind]
    if known is None:
        return []
    parts = subject.split(SEPARATOR) if kind == "sections" else [subject]
    allowed = ", ".join(known) if kind in ("mode", "portfolio") else kind or "empty"
    cure = "take a section that has links" if kind == "sections" else "correct it"
    return [
        Fault(
            file=file,
            message="the subject does not fit the measure",
            row=row,
            column="subject",
            value=part,
            allowed=allowed,
            cure=cure,
        )
        for part in parts
        if part not in known
    ]
