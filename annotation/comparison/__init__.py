"""People compare two models blind: a contest, its votes, what they show, and the preference pairs they make."""
