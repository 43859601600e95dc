"""Running that repeats: simulate a scenario, find its steady gait, ask what-ifs."""
