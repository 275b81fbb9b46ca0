"""One pipeline file, one dataset: what the file may say, and the stages in order."""
