"""Hazards: rates of events with their intervals, forecasts and scores, and what closes links."""
