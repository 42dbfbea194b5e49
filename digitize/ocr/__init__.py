"""Reading: cleaning, engines, confidence, access copy."""
