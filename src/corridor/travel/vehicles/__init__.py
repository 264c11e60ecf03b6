"""Vehicles: what they cost to run, how roads wear, accidents and exhaust; pure functions on arrays."""
