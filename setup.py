"""What pyproject.toml cannot say: every .pyx file of the package is compiled."""

from Cython.Build import cythonize
from setuptools import setup

setup(ext_modules=cythonize("pipeline/**/*.pyx", language_level=3))
