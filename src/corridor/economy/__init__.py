"""The spatial equilibrium: a calibrated economy and its counterfactuals."""
