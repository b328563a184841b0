"""Rows made into documents, and the rows that documents need: keys and status lists."""
