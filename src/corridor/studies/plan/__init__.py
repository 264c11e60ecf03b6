"""Which projects, in which year: candidates, limits, values of sets, programs, search, proof."""
