"""Words and tables: what a person reads. Takes results; only answers of scenarios run what they speak of."""
