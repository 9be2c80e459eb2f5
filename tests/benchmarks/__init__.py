"""Behind scripts/bench: what things take, beside what the same things take without us. Asserts nothing about time."""
