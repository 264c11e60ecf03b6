"""The economic annex of a run as a workbook: a PC-I sheet and an analysis for every portfolio."""
