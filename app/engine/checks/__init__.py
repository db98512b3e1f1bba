"""The static checks of flow files, one concern a module; app.engine.check runs them all.

Each check takes the book and yields problems. Checks that follow the graph leave out ways that
lead nowhere: `references` reports those.
"""
