"""Real recordings: watch files, force plates and motion capture, read, measured and turned into a simulated runner."""
