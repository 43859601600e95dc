"""What a force plate recorded: contacts, steps and their forces."""
