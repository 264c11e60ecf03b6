"""The four fields of the corridor: parks, farms, mines and power, as changes of the equilibrium."""
