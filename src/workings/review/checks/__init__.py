"""Checks of notebooks, pages and sources: what `workings check` looks for."""
