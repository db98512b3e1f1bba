"""How typed scraps become sentences: what a scrap is, and whom it speaks of."""
