"""qforge: verified training and evaluation data for programming languages that have too little of it."""
