"""Networks, generalised cost, skims and assignment."""
