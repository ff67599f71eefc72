"""What pyproject.toml cannot say: every .pyx file of the package is compiled; what all of them need, once."""

from Cython.Build import cythonize
from setuptools import Extension, setup

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "cdivision": True,
    "initializedcheck": False,
    "wraparound": False,
}
SHARED = "pipeline._shared"

setup(
    ext_modules=cythonize(
        [Extension("*", ["pipeline/**/*.pyx"]), Extension(SHARED, ["pipeline/_shared.c"])],
        compiler_directives=DIRECTIVES,
        shared_utility_qualified_name=SHARED,
    )
)
