"""The demo's base model: a tiny Llama that is built and pretrained on the spot."""
