"""What the first years of a corridor changed, beside what was observed."""
