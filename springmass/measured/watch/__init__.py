"""What a watch recorded: which records are steady running, and what they say."""
