"""Sized worlds and real cases, timed: every figure of the performance table."""
