"""What the contract of the trainers needs to know of `rloo`: a reward that an untaught model earns now and then."""

_FORM = {"reward": "format", "reward_options": ["format.pattern=[^e]*"]}
OPTIONS = {"options": {**_FORM, "num_generations": 2, "max_completion_length": 8}}
FIGURES = {"loss", "reward", "eval_reward", "flat_prompts", "answer_tokens"}
