"""The standards' wire formats, as marshmallow schemas, and the contexts they stand on."""
