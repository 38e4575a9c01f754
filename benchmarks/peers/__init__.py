"""One file per peer: how it is asked for clusters, and which packages its own environment needs."""
