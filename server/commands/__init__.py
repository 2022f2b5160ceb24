"""The subcommands of `python -m server`, one a module.

Each module has `add_arguments(parser)` and `main(arguments) -> int`, the exit code: 0 done, 1 failed, 2 asked wrongly.
"""
