"""Nothing lies in the product that nothing runs."""

from tests.product import NOT_BUILT_YET, modules, reached


def test_every_module_is_reached_from_the_command_line() -> None:
    assert set(modules()) - reached() == NOT_BUILT_YET
