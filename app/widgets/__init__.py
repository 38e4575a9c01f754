"""What pages are made of: each widget shows, none of them reads or writes the store."""
