"""The best network of a case for a budget."""
