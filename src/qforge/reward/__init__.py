"""The reward of a rollout: one function behind every form of reinforcement learning."""
