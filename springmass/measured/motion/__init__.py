"""What cameras recorded: joints, and where the hip is over the ankle."""
