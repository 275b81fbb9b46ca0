"""Makes a model of 0.4 million random weights and a LoRA adapter over it: real enough for a server to serve.

    python -m tests.tiny_model FOLDER      writes FOLDER/model and FOLDER/adapter

Its tokens are bytes and a few merges of them. A head is 64 wide, because attention on processors takes no narrower one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

WORDS = ("prices by symbol and day\n", "f:{[x] sum x where x>0}\n", '{"code": "f:{x+1}"}\n', "a list of longs\n")
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SPECIAL = ("<|end|>", "<|pad|>", "<|system|>", "<|user|>", "<|assistant|>")
CONTEXT_TOKENS = 16384
RANK = 8


def make_tokenizer(folder: Path) -> int:
    """Train a byte-level tokenizer on a few words; gives how many tokens it has."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=list(SPECIAL), initial_alphabet=alphabet)
    tokenizer.train_from_iterator(WORDS * 20, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|pad|>", chat_template=TEMPLATE
    )
    fast.save_pretrained(folder)
    return len(fast)


def make_model(folder: Path) -> None:
    """Write a model with its tokenizer."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    tokens = make_tokenizer(folder)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=tokens,
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=CONTEXT_TOKENS,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=0,
        pad_token_id=1,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)


def make_adapter(folder: Path) -> None:
    """Write a LoRA adapter over the model's query projections, in the form that PEFT gives it."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    weights = {}
    for layer in range(2):
        name = f"base_model.model.model.layers.{layer}.self_attn.q_proj"
        weights[f"{name}.lora_A.weight"] = torch.randn(RANK, 128)
        weights[f"{name}.lora_B.weight"] = torch.randn(128, RANK)
    save_file(weights, folder / "adapter_model.safetensors")
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "tiny",
        "r": RANK,
        "lora_alpha": 2 * RANK,
        "target_modules": ["q_proj"],
        "lora_dropout": 0.0,
        "bias": "none",
    }
    (folder / "adapter_config.json").write_text(json.dumps(config))


if __name__ == "__main__":
    make_model(Path(sys.argv[1]) / "model")
    make_adapter(Path(sys.argv[1]) / "adapter")
