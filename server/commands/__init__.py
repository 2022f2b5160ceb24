"""The subcommands of `python -m server`, one for each module.

Each module has `add_arguments(parser)` and `main(arguments) -> int`, the exit code: 0 done, 1 failed, 2 wrong
arguments.
"""
