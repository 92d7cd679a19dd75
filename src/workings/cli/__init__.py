"""The ``workings`` command: one file a verb, named for it."""
