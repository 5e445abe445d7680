"""Models and registers are found through entry points, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from fence import Broken, Fence

from gametheory import discovery
from gametheory.claims import Register
from gametheory.discovery import find_models, find_register, merged
from gametheory.errors import InvalidInput, UnknownName
from models.register import REGISTER


def test_installed_models_and_register() -> None:
    assert {"absolute_security", "deadlock"} <= set(find_models())
    assert list(find_models()) == sorted(find_models())
    assert find_register() is REGISTER


def test_names_choose_and_order(offer: Callable[..., None]) -> None:
    offer(fence=Fence, broken=Broken)
    assert list(find_models(["fence", "broken", "fence"])) == ["fence", "broken"]
    assert find_models(["fence"]) == {"fence": Fence}
    with pytest.raises(UnknownName, match="Did you mean 'fence'"):
        find_models(["fence", "fens"])


def test_a_broken_model_does_not_hinder_the_others(offer: Callable[..., None]) -> None:
    offer(fence=Fence, ghost=AttributeError("no Ghost in it"))
    assert find_models(["fence"]) == {"fence": Fence}
    with pytest.raises(InvalidInput, match=r"'ghost'.*cannot be loaded: no Ghost in it"):
        find_models()


@pytest.mark.parametrize("wrong", [3, dict, "Fence"])
def test_what_is_no_model_is_refused(offer: Callable[..., None], wrong: object) -> None:
    offer(wrong=wrong)
    with pytest.raises(InvalidInput, match="is not a Model"):
        find_models()


def test_two_models_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    @attrs.frozen
    class Entry:
        name: str
        value: str

    entries = [Entry("fence", "a:Fence"), Entry("fence", "b:Fence")]
    monkeypatch.setattr(discovery, "entry_points", lambda group: entries)
    with pytest.raises(InvalidInput, match=r"two models are called 'fence': a:Fence and b:Fence"):
        find_models()


def test_registers_are_put_together() -> None:
    other = Register.from_dict(
        {"documents": [{"id": "OTHER", "prefix": "O", "author": "", "title": ""}]}
    )
    both = merged([REGISTER, other])
    assert len(both.documents) == len(REGISTER.documents) + 1
    assert both.claims == REGISTER.claims
    with pytest.raises(InvalidInput, match="listed twice"):
        merged([REGISTER, REGISTER])
