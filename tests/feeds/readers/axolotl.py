"""Reads a folder as Axolotl does: its configuration, its loaders, its prompt strategies, its search for the reward.

    python axolotl.py FOLDER MODEL      run in FOLDER; prints what was read, a JSON object, as the last line
"""

import json
import sys
from pathlib import Path

import yaml

TRAINING = {"micro_batch_size": 1, "gradient_accumulation_steps": 1, "num_epochs": 1, "learning_rate": 1e-4}


def configured(folder, name, model):
    """Give a configuration as Axolotl takes it: the part that was written, with a model and how to train."""
    from axolotl.cli.config import load_cfg

    path = folder / f"whole_{name}.yaml"
    work = {"output_dir": str(folder / "out"), "dataset_prepared_path": str(folder / "prepared" / name)}
    written = yaml.safe_load((folder / f"{name}.yaml").read_text())
    path.write_text(yaml.safe_dump({"base_model": model, "sequence_len": 512, **TRAINING, **work, **written}))
    return load_cfg(str(path), dataset_num_proc=1)


def read(folder, model):
    """Give what training on chats learns, the first pair, the first task, and the reward of a right answer to it."""
    from axolotl.core.trainers.grpo import GRPOStrategy
    from axolotl.loaders import load_tokenizer
    from axolotl.utils.data import prepare_datasets, prepare_preference_datasets

    settings = configured(folder, "sft", model)
    tokenizer = load_tokenizer(settings)
    chats, _, _, _ = prepare_datasets(settings, tokenizer)
    tokens, labels = chats[0]["input_ids"], chats[0]["labels"]
    learnt = [token for token, label in zip(tokens, labels, strict=True) if label != -100]
    pairs, _ = prepare_preference_datasets(configured(folder, "dpo", model), tokenizer)
    settings = configured(folder, "grpo", model)
    tasks, _ = prepare_preference_datasets(settings, tokenizer)
    reward = GRPOStrategy.get_reward_func(settings.trl.reward_funcs[0])
    judged = reward([tasks[0]["prompt"]], ["```q\nf:{[x] sum x where x>0}\n```"], task=[tasks[0]["task"]])
    return {
        "sft": {"rows": len(chats), "whole": tokenizer.decode(tokens), "learnt": tokenizer.decode(learnt)},
        "dpo": {"rows": len(pairs), **{name: pairs[0][name] for name in ("prompt", "chosen", "rejected")}},
        "grpo": {"rows": len(tasks), "prompt": tasks[0]["prompt"], "reward": judged},
    }


# Axolotl maps rows in processes that import the program again.
if __name__ == "__main__":
    # The program's own folder, which Python puts first, holds this file: it would be imported as axolotl.
    sys.path[0] = sys.argv[1]
    print(json.dumps(read(Path(sys.argv[1]), sys.argv[2])))
