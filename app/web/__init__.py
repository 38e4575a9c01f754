"""The web server: one process on the loopback address, light on imports and strict on headers."""
