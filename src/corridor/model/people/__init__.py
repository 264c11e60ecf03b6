"""People of a case who travel: what they are, what trips take them, where they go, what they gain."""
