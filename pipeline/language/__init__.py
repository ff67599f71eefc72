"""Languages: the only package that imports a language detector, and it imports none before it is asked something."""

from .detect import Detect, LanguageGuess, load_detect
from .labels import detectors_knowing, tag_of
from .shares import Spans, languages_of

__all__ = ["Detect", "LanguageGuess", "Spans", "detectors_knowing", "languages_of", "load_detect", "tag_of"]
