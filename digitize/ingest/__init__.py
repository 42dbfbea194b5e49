"""Receiving: page sources, barcodes, separators, manifests, sheet counts."""
