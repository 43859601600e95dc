"""Words and tables: what a person reads. Takes results, simulates nothing."""
