"""Trade, routes and congestion in one equilibrium on links (Allen & Arkolakis 2022)."""
