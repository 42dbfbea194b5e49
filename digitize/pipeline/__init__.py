"""The stages a batch goes through and who runs them."""
