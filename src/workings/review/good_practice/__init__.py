"""Good practice, as two public yardsticks have it, and what this site meets of it."""
