"""Finance of projects: ratios, prices, overruns, loans and who bears what; pure functions."""
