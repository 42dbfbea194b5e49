"""What the catalogue holds that no file of facts has: kept by hand, row by row with its source."""
