"""Readers and writers, one per source or format."""
