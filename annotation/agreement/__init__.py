"""How far people agree with each other and with what is known, and what their time saved. Rows in, figures out."""
