"""The certificate of a dataset: what it claims of rows, groups and splits, and the check of it from its files."""
