"""What every trainer shares: arguments, model and adapter, checkpoints, guards, reporting, and the final save."""
