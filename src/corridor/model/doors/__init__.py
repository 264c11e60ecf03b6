"""Doors other than links: what parks, mines, farms, tariffs and plants change in the equilibrium."""
