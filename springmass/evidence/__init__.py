"""What is known from real runners, and the model held against it: 26 runners, published interventions, the claims."""
