# ruff: noqa: INP001  a script for hatchling, no package
"""Compiles the modules that work on every message while the classifier's wheel is built, with mypyc.

An editable install is left alone: beside a source that was changed, Python would silently take the older compiled file.
"""

import os
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from mypyc.build import mypycify
from setuptools import Distribution
from setuptools.errors import CCompilerError, PlatformError

_FOR_MYPY = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
"""No settings but these, wherever it is built; of a package that is not there, such as pydantic, no types are known."""
_CONTRACTS = Path("../../libs/contracts/src")
"""Its enums are types in the compiled code. Without it the modules are compiled all the same, a little less well."""


class Compiling(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only while a wheel is built
    """Asked by hatchling before and after each wheel; switched off with `HATCH_BUILD_NO_HOOKS=true`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the compiled modules beside their sources. Raises RuntimeError where they cannot be compiled."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory()
        made = Path(self._folder.name).resolve()
        sources = Path(self.root, "src")
        try:
            _compile(sources, self.config["modules"], made)
        except (CCompilerError, PlatformError) as error:
            raise RuntimeError(
                f"The classifier could not be compiled ({error}). Install a C compiler (Debian: apt-get install "
                "build-essential), or build it as plain Python, slower by a quarter: HATCH_BUILD_NO_HOOKS=true"
            ) from error
        build_data.update(pure_python=False, infer_tag=True)
        build_data["force_include"].update(_compiled(made / "lib"))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  its form
        """The wheel has them."""
        if version != "editable":
            self._folder.cleanup()


def _compile(sources: Path, modules: list[str], into: Path) -> None:
    """Each module becomes a small file of its name; the code of all of them is one file beside the package."""
    os.environ["MYPYPATH"] = str(Path(sources.parent, _CONTRACTS).resolve())
    files = [f"{module.replace('.', '/')}.py" for module in modules]
    with chdir(sources):
        extensions = mypycify(
            [*_FOR_MYPY, f"--cache-dir={into / 'cache'}", *files],
            opt_level="2",
            debug_level="0",
            group_name="classifier",
            target_dir=str(into / "c"),
        )
        command = Distribution({"name": "classifier", "ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = str(into / "lib"), str(into / "objects")
        command.ensure_finalized()
        command.run()


def _compiled(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file made and where it stands in the wheel."""
    for path in folder.rglob("*.*"):
        yield str(path), str(path.relative_to(folder))
