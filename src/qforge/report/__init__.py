"""What a finished build tells: the dataset card, and tables for the terminal or JSON for machines."""
