"""What a snapshot or a file holds, as the rows that trainers and evaluation read."""
