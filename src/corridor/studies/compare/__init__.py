"""What differs between two appraisals, and which difference explains how much."""
