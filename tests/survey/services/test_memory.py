from survey.services.memory import Memory


def test_what_was_used_longest_ago_goes_first():
    memory: Memory[str, str] = Memory(2)
    memory.keep("a", "1")
    memory.keep("b", "2")
    assert memory.find("a") == "1"
    memory.keep("c", "3")
    assert memory.find("b") is None
    assert memory.find("a") == "1"


def test_values_count_by_their_measure_and_a_too_large_one_is_given_but_not_kept():
    memory: Memory[str, bytes] = Memory(10, len)
    assert memory.get("large", lambda: b"x" * 11) == b"x" * 11
    assert len(memory) == 0
    memory.keep("a", b"x" * 6)
    memory.keep("b", b"x" * 6)
    assert memory.find("a") is None
    assert memory.find("b") is not None


def test_a_value_is_made_once_and_unwanted_ones_are_forgotten():
    memory: Memory[str, str] = Memory(5)
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "value"

    assert memory.get("a", make) == memory.get("a", make) == "value"
    assert made == [1]
    memory.forget(lambda key: key == "a")
    assert memory.find("a") is None
