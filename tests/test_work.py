"""The measures of work that other tests rely on."""

from tests.work import calls, growth


def test_calls_are_counted_exactly() -> None:
    def twice(value: int) -> list[int]:
        return [abs(value), abs(value)]

    one = calls(lambda: twice(1))
    assert calls(lambda: [twice(1), twice(1)]) - one == 3
    assert calls(lambda: twice(1)) == one


def test_square_grows_faster_than_a_line() -> None:
    assert growth(lambda n: sum(range(n)), 20_000, 200_000) < 30
    assert growth(lambda n: [sum(range(n)) for _ in range(n)], 300, 3_000) > 30
