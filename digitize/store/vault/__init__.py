"""Where backups lie: sealed bytes by name, in a folder or in a bucket."""
