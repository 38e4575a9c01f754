"""Two ways of writing that can be told apart."""

APPROVED = [f"Dear customer, thank you for asking about order {n}. Kind regards" for n in range(20)]
REJECTED = [f"lol no idea about order {n}!!! whatever" for n in range(20)]

OPTIONS = {"approved": APPROVED, "rejected": REJECTED, "banned": ["lol"]}
TRIES = 5
