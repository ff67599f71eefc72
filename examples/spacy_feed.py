"""Clean texts into spaCy, without the foreign fragments: spacy_feed.py RUN"""

import sys
from pathlib import Path

import spacy

from pipeline.reporting.export import Selection, read_selected

if __name__ == "__main__":
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    rows = read_selected(Path(sys.argv[1]), Selection(languages=("en",)), cut_fragments=True)
    for document, row in nlp.pipe(((row["text"], row) for row in rows), as_tuples=True):
        print(row["id"], len(document), sum(1 for _ in document.sents), sep="\t")
