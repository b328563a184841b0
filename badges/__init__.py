"""Meilenstein: badges a community can prove."""
