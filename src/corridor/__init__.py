"""Plan, appraise and track economic corridors."""
