"""The power system of a corridor: zones, plants, lines, load; dispatch and expansion by PyPSA and HiGHS."""
