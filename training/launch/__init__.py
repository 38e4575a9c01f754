"""A run on several devices or machines: the files and the line that start the same worker by the same run.yaml."""
