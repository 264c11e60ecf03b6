"""Build the whole case from `raw/`: the same bytes every time."""

from __future__ import annotations

import accounts
import charges
import commodities
import emissions
import energy
import hazards
import network
import observed
import package
import people
import places
import projects
import regions
import tariffs
import trends
import vehicles


def main() -> None:
    """Build regions, accounts, network, power system and projects, then the description of the tables."""
    parts = (
        regions,
        accounts,
        commodities,
        tariffs,
        trends,
        people,
        emissions,
        network,
        charges,
        vehicles,
        places,
        energy,
        projects,
        hazards,
        observed,
        package,
    )
    for part in parts:
        print(f"build {part.__name__}", flush=True)
        part.build()


if __name__ == "__main__":
    main()
