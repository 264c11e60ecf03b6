"""What a case holds."""
