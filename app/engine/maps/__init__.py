"""Draws flows as maps; see app.engine.draw."""
