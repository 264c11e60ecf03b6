"""Studies: one question each, asked of a case."""
