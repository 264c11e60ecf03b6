"""What was promised, what would count as kept, and verdicts by numbered rules on dated evidence."""
