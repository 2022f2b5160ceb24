"""Reasons not to start."""


class CannotStartError(Exception):
    """Its text says what is wrong and what to do."""


class SettingsError(Exception):
    """Wrong settings: pairs of a variable's name and the reason."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        count = "1 setting is" if len(problems) == 1 else f"{len(problems)} settings are"
        lines = [f"  {name}: {reason}" for name, reason in problems]
        super().__init__(
            "\n".join([f"Roomtone cannot start: {count} wrong.", *lines, "docs/settings.md describes every setting."])
        )
