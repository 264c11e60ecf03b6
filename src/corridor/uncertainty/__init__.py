"""Distributions, draws, indices, boxes, regret and the value of knowing: arrays in, arrays out."""
