"""The eight badges of the demo and a draft, as ``badges achievement import`` reads them."""
