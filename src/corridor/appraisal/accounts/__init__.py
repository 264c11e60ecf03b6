"""Accounts of an appraisal, one file each."""
