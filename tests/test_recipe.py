from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline import load_recipe
from pipeline.errors import RecipeError
from pipeline.recipe import BUILT, CODE

WRONG = [
    ('[action]\n"encoding" = "off"', ["unknown key action", "did you mean actions"]),
    ('[actions]\n"encoding" = "aply"', ["action of encoding", "did you mean apply"]),
    ("[language]\nexpect = ['en']", ["unknown key language.expect", "did you mean expected"]),
    ("[document]\nmax_characters = 0", ["document.max_characters", "greater than 0"]),
    ("[keep]\nwrods = {min = 3}", ["keep", "wrods", "did you mean words"]),
    ("[privacy]\nredact = true", ['"privacy" = "apply"']),
    ("[rules]\npaths = ['nowhere.toml']", ["nowhere.toml", "cannot be read"]),
    ("[actions", ["is no TOML"]),
]


@pytest.mark.parametrize(("content", "said"), WRONG)
def test_errors_name_the_file_the_key_and_the_cure(tmp_path: Path, content: str, said: list[str]) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(content)
    with pytest.raises(RecipeError) as error:
        _ = load_recipe(path).digest
    for word in ["toml", *said]:
        assert word in str(error.value)


def test_a_policy_lies_over_the_recipe(tmp_path: Path) -> None:
    recipe, policy = tmp_path / "recipe.toml", tmp_path / "policy.toml"
    recipe.write_text('[actions]\n"fragments" = "apply"\n"encoding" = "off"\n')
    policy.write_text('[actions]\n"fragments" = "off"\n')
    actions = load_recipe(recipe, policy).all_actions
    assert (actions["fragments"], actions["encoding"], actions["boilerplate"]) == ("off", "off", "apply")
    assert load_recipe(recipe).digest != load_recipe(recipe, policy).digest


def test_a_policy_holds_actions_only(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[language]\ndetector = "langdetect"\n')
    with pytest.raises(RecipeError, match="actions"):
        load_recipe(None, policy)


def test_what_a_user_rule_file_holds_decides_the_digest(tmp_path: Path) -> None:
    rules, recipe = tmp_path / "mine.toml", tmp_path / "recipe.toml"
    recipe.write_text('[rules]\npaths = ["mine.toml"]\n')
    rules.write_text("language = 'en'\n")
    first = load_recipe(recipe).digest
    assert load_recipe(recipe).digest == first
    rules.write_text("language = 'de'\n")
    assert load_recipe(recipe).digest != first


RIM = {
    "__init__.py",
    "__main__.py",
    "__pycache__",
    "cli.py",
    "errors.py",
    "py.typed",
    "recipe.py",
    "reporting",
    "running",
}
"""What of the package changes no row."""
STUB = ".pyi"
"""The ending of what only describes."""


def test_every_part_of_the_package_that_is_not_its_rim_decides_the_digest() -> None:
    root = Path(pipeline.__file__).parent
    parts = {path.name for path in root.iterdir() if path.suffix not in (*BUILT, STUB)}
    assert set(CODE) == parts - RIM
