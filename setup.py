"""What pyproject.toml cannot say: every .pyx file of the package is compiled."""

from Cython.Build import cythonize
from setuptools import setup

DIRECTIVES = {"language_level": 3, "boundscheck": False, "wraparound": False, "cdivision": True}

setup(ext_modules=cythonize("pipeline/**/*.pyx", compiler_directives=DIRECTIVES))
