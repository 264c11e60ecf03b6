"""Build the whole case from `raw/`: the same bytes every time."""

from __future__ import annotations

import accounts
import charges
import emissions
import energy
import network
import package
import people
import places
import projects
import regions
import trends


def main() -> None:
    """Build regions, accounts, network, power system and projects, then the description of the tables."""
    first = (regions, accounts, trends, people, emissions, network)
    for part in (*first, charges, places, energy, projects, package):
        print(f"build {part.__name__}", flush=True)
        part.build()


if __name__ == "__main__":
    main()
