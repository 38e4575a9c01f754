"""Labels with proof: suggestions from models, answers from people, and a certificate over both."""
