"""Proper scores of forecasts of counts; lower is better for each.

Definitions as in the ViEWS prediction challenge of 2023/24 (Hegre et al., arXiv:2407.11045).
"""

from __future__ import annotations

import numpy as np

from corridor.types import Floats

LEVEL = 0.9
"""Probability of the interval that is scored."""

EDGES = (0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)
"""Bins of counts of the log score."""

DRAWS = 1000
"""Draws that a forecast stands for in the log score; each bin counts one more, so that none is empty."""


def crps(probabilities: Floats, events: Floats) -> Floats:
    """Return the continuous ranked probability score, `sum_k (F(k) - [y <= k])^2`, [...] events.

    `probabilities` are those of 0, 1, ..., along the last axis; `events` has the other axes (Gneiting &
    Raftery 2007, eq. 20, on whole numbers).
    """
    below = np.cumsum(probabilities, axis=-1)
    came = np.arange(probabilities.shape[-1]) >= events[..., None]
    score: Floats = ((below - came) ** 2).sum(axis=-1)
    return score


def interval_score(probabilities: Floats, events: Floats, level: float = LEVEL) -> Floats:
    """Return the interval score of the central interval, [...] events (Gneiting & Raftery 2007, eq. 43)."""
    tail = (1.0 - level) / 2.0
    below = np.cumsum(probabilities, axis=-1)
    low = (below < tail - 1e-12).sum(axis=-1)
    high = (below < 1.0 - tail - 1e-12).sum(axis=-1)
    beyond = np.maximum(low - events, 0.0) + np.maximum(events - high, 0.0)
    score: Floats = (high - low) + beyond / tail
    return score


def log_score(probabilities: Floats, events: Floats) -> Floats:
    """Return the ignorance, `-log2` of the chance of the bin of what came, [...] bits.

    A forecast counts as 1,000 draws, and every bin has one more: a chance of zero costs much, not all.
    """
    bins = np.digitize(np.arange(probabilities.shape[-1]), EDGES)
    came = np.digitize(events, EDGES)
    total = np.stack([probabilities[..., bins == one].sum(axis=-1) for one in range(len(EDGES) + 1)], axis=-1)
    chance = np.take_along_axis(total, came[..., None], axis=-1)[..., 0]
    score: Floats = -np.log2((DRAWS * chance + 1.0) / (DRAWS + len(EDGES) + 1))
    return score


SCORES = {"crps": crps, "log_score": log_score, "interval_score": interval_score}
