"""After a run: the records whose labels the trained model doubts, for people to look at again."""
