"""A case year by year."""
