"""From a recording to a runner who repeats his step: what fits, and how sure that is."""
