"""The eight badges of the demo, each a file as ``badges achievement import`` reads it."""
