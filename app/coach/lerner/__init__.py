"""The apology review: Harriet Lerner's rules, read over clauses instead of keywords."""
