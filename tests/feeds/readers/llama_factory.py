"""Reads a folder as LLaMA-Factory does: its register, its converters, its tokenisation for each kind of training.

    python llama_factory.py FOLDER MODEL      prints what was read, a JSON object, as the last line
"""

import importlib.machinery
import json
import sys
import types

STAGES = {"sft": "sft", "dpo": "rm", "kto": "kto"}
"""Kind of training -> what its reader calls it."""


def without_sound():
    """Let torchaudio be imported, which it does wherever it reads data.

    PyPI's builds of it don't load beside a torch for processors, and nothing here is sound.
    """
    module = types.ModuleType("torchaudio")
    module.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
    sys.modules["torchaudio"] = module


def read(folder, model, name):
    """Give how many rows one kind of training has, and what the first teaches."""
    from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
    from llamafactory.hparams import get_train_args
    from transformers import AutoTokenizer

    given = {"model_name_or_path": model, "dataset_dir": folder, "dataset": f"example_{name}", "template": "default"}
    training = {"stage": name, "do_train": True, "finetuning_type": "full", "output_dir": f"{folder}/out"}
    of_model, of_data, of_training, _, _ = get_train_args({**given, **training, "use_cpu": True, "report_to": "none"})
    tokenizer = AutoTokenizer.from_pretrained(model)
    template = get_template_and_fix_tokenizer(tokenizer, of_data)
    module = get_dataset(template, of_model, of_data, of_training, stage=STAGES[name], tokenizer=tokenizer)
    rows = module["train_dataset"]
    labels = {column: rows[0][column] for column in rows.column_names if column.endswith("labels")}
    return {
        "rows": len(rows),
        "tags": list(rows["kto_tags"]) if name == "kto" else [],
        **{column: tokenizer.decode([token for token in told if token != -100]) for column, told in labels.items()},
    }


if __name__ == "__main__":
    without_sound()
    print(json.dumps({name: read(*sys.argv[1:], name) for name in STAGES}))
