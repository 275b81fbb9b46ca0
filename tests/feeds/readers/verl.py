"""Reads a folder as verl does: its dataset of prompts, and its reward manager with the folder's function.

    python verl.py FOLDER MODEL      prints what was read, a JSON object, as the last line
"""

import asyncio
import json
import sys
from pathlib import Path

ANSWERS = ("```q\nf:{[x] sum x where x>0}\n```", "```q\nf:{[x] exit 0}\n```")


def read(folder, model):
    """Give how many prompts there are, the first of them, and the rewards of the answers to it."""
    from omegaconf import OmegaConf
    from transformers import AutoTokenizer
    from verl.utils.dataset.rl_dataset import RLHFDataset

    tokenizer = AutoTokenizer.from_pretrained(model)
    reading = OmegaConf.create({"cache_dir": str(folder / "cache"), "max_prompt_length": 512})
    train, validation = (
        RLHFDataset(str(folder / f"{name}.parquet"), tokenizer, reading) for name in ("train", "validation")
    )
    prompt, rewards = train[0]["raw_prompt"], asyncio.run(judged(folder, train[0], tokenizer))
    return {"train": len(train), "validation": len(validation), "prompt": prompt, "rewards": rewards}


async def judged(folder, row, tokenizer):
    """Give the answers' rewards as the manager hands them to the trainer."""
    import torch
    import verl
    from omegaconf import OmegaConf
    from verl import DataProto
    from verl.trainer.ppo.reward import load_reward_manager
    from verl.utils.dataset.rl_dataset import collate_fn

    settings = OmegaConf.load(Path(verl.__file__).parent / "trainer" / "config" / "reward" / "reward.yaml")
    settings.custom_reward_function.path = str(folder / "reward.py")
    manager = load_reward_manager(OmegaConf.create({"reward": settings}), tokenizer)
    columns = {name: held for name, held in collate_fn([row]).items() if not isinstance(held, torch.Tensor)}
    found = []
    for answer in ANSWERS:
        tokens = tokenizer(answer, return_tensors="pt")["input_ids"]
        seen = torch.ones(1, tokens.shape[1], dtype=torch.long)
        batch = DataProto.from_dict(tensors={"responses": tokens, "attention_mask": seen}, non_tensors=columns)
        found.append((await manager.run_single(batch))["reward_score"])
    return found


if __name__ == "__main__":
    # The program's own folder, which Python puts first, holds this file: it would be imported as verl.
    del sys.path[0]
    print(json.dumps(read(Path(sys.argv[1]), sys.argv[2])))
