"""The models in memory: one base, adapters beside it, and one `generate` call for rows of several of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from training.models.identity import model_hash
from training.models.load import load_base, load_tokenizer
from training.serving.row import Row, fitting
from training.serving.sampling import Pick
from training.serving.served import Served
from training.serving.watch import Watch

_BASE = "__base__"
"""PEFT's word for: no adapter for this row of the batch."""


class Engine:
    """Answers batches. A `lane` is a set of models whose rows may share a batch."""

    def __init__(self, base: Path, models: Sequence[Served], dtype: str) -> None:
        self._check(base, models)
        self.tokenizer = load_tokenizer(base)
        if not getattr(self.tokenizer, "chat_template", None):
            raise VerilodeError("has no chat template; choose an instruction-tuned base", file=base)
        self._adapters = {m.id: m.model_hash[:16] for m in models if m.adapter in ("lora", "qlora")}
        self._shared = self._with_adapters(_placed(load_base(base, dtype)), models)
        self._whole = {m.id: _placed(load_base(Path(m.tuned), dtype)).eval() for m in models if m.adapter == "full"}
        self._alone = {name for name, adapter in self._adapters.items() if self._mixes_badly(adapter)}
        self._ends = {id(model): self._end_tokens(model) for model in (self._shared, *self._whole.values())}

    @property
    def window(self) -> int:
        """Most tokens of a prompt and its answer together."""
        return int(getattr(self._shared.config, "max_position_embeddings", 0) or 1 << 30)

    def lane(self, model: str) -> str:
        """Rows of models with an equal lane can be answered together; the base and plain adapters share one."""
        return model if model in self._whole or model in self._alone else ""

    def answer(self, rows: Sequence[Row]) -> None:
        """Answer rows of one lane in one batch, telling each its pieces; in several where one would be too wide."""
        for part in fitting(rows, self.window):
            self._answer(part)

    def _answer(self, rows: Sequence[Row]) -> None:
        import torch

        model, more = self._prepared(rows)
        pick = Pick([row.draw for row in rows], model.device)
        watch = Watch(rows, pick, self._decode, self._ends[id(model)])
        batch = self._padded([list(row.ids) for row in rows], model.device)
        with torch.inference_mode():
            model.generate(
                **batch,
                **more,
                max_new_tokens=max(row.longest for row in rows),
                do_sample=False,
                logits_processor=[pick],
                stopping_criteria=[watch],
                pad_token_id=self.tokenizer.pad_token_id,
            )

    def _prepared(self, rows: Sequence[Row]) -> tuple[Any, dict[str, Any]]:
        name = rows[0].model
        if name in self._whole:
            return self._whole[name], {}
        if not self._adapters:
            return self._shared, {}
        if name in self._alone:
            self._shared.set_adapter(self._adapters[name])
            return self._shared, {}
        return self._shared, {"adapter_names": [self._adapters.get(row.model, _BASE) for row in rows]}

    def _padded(self, prompts: list[list[int]], device: Any) -> dict[str, Any]:
        import torch

        width = max(map(len, prompts))
        ids = [[self.tokenizer.pad_token_id] * (width - len(prompt)) + prompt for prompt in prompts]
        mask = [[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        return {
            "input_ids": torch.tensor(ids, device=device),
            "attention_mask": torch.tensor(mask, device=device),
        }

    def _decode(self, ids: Sequence[int]) -> str:
        return self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False)

    def _with_adapters(self, base: Any, models: Sequence[Served]) -> Any:
        from peft import PeftModel

        model, loaded = base, set[str]()
        for one in models:
            name = self._adapters.get(one.id)
            if name is None or name in loaded:
                continue
            progress(f"loading {one.id}", len(loaded), len(self._adapters))
            if loaded:
                model.load_adapter(one.tuned, adapter_name=name)
            else:
                model = PeftModel.from_pretrained(base, one.tuned, adapter_name=name)
            loaded.add(name)
        return model.eval()

    def _mixes_badly(self, adapter: str) -> bool:
        """PEFT cannot mix adapters with magnitudes of their own (DoRA) or whole trained modules in one batch."""
        config = self._shared.peft_config[adapter]
        return bool(config.use_dora or config.modules_to_save)

    def _end_tokens(self, model: Any) -> list[int]:
        found = model.generation_config.eos_token_id
        listed = found if isinstance(found, list) else [found]
        return [token for token in {*listed, self.tokenizer.eos_token_id} if token is not None]

    @staticmethod
    def _check(base: Path, models: Sequence[Served]) -> None:
        """Every file is hashed again: what answers is what its name says."""
        if model_hash(base) != models[0].base_hash:
            raise VerilodeError("is not the base its name stands for: its files have changed", file=base)
        for model in models:
            if model.tuned and model_hash(Path(model.tuned)) != model.model_hash:
                raise VerilodeError(f"is not {model.id} any more: its files have changed", file=model.tuned)


def _placed(model: Any) -> Any:
    """On the accelerator where there is one."""
    import torch

    return model.to(torch.accelerator.current_accelerator()) if torch.accelerator.is_available() else model
