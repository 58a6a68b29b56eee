"""Everything that verl needs to run on a machine without accelerators.

``VERL_PLATFORM=cpu VERL_USE_EXTERNAL_MODULES=eigengraph_verl.cpu.platform,eigengraph_verl.cpu.rollout`` and the
settings ``trainer.device=cpu`` and ``actor_rollout_ref.rollout.name=eigengraph_cpu`` are all that it takes.

| module | what |
|---|---|
| ``platform`` | a platform plugin of verl's: the device "cpu" |
| ``shims`` | the two places where torch asks for an accelerator that is not there |
| ``weights``, ``decoder`` | Qwen3 and its mixture of experts, forward only, with a cache of keys and values |
| ``sampling`` | drawing tokens, with their log-probabilities |
| ``engine`` | many dialogues decoded at once: they join and leave between two tokens |
| ``rollout`` | the engine as a rollout backend of verl's |
"""
