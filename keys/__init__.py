"""Keys, their encodings, their life cycle and the DID documents that publish them."""
