"""The main job: a portfolio and every project alone."""
