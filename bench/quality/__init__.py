"""How well the rules read labelled messages, beside two baselines in the same run."""
