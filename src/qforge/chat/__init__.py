"""OpenAI's chat completions over HTTP: what is sent, how answers are read, and how patiently a server is asked."""
