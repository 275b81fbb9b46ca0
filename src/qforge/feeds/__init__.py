"""Training forms: what each training repo takes, a plugin each."""
