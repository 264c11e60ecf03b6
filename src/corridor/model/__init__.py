"""The one pipeline: selection, baseline, shock, closure, solved, outcome."""
