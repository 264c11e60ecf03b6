"""How sure: many futures of a case, what each project is worth in them, and what decides it."""
