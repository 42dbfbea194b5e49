"""Papers as other offices word them, on which classification and extraction are judged; frozen, see README.md."""
