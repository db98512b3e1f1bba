"""Plays written conversations through the engine and compares; see app.engine.transcripts."""
