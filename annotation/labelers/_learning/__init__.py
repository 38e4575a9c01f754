"""Models that learn on this machine: rows, folds, scores, calibrated probabilities."""
