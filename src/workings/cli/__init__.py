"""
The ``workings`` command: one file a verb, named for it.

A verb reads what was typed, calls another room, mostly editions, and says what came of it.
"""
