"""The network that serves people best for a budget: optimal investment (Fajgelbaum & Schaal 2020)."""
