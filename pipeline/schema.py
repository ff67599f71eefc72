"""The Arrow schemas: `DOCUMENTS` (what a reader hands to the kernel), `CLEANED` (what the kernel returns),
`CORPUS` and `REJECTED` (what is written). Every field carries its description.

Plain `string`, `int32/64`, `float32`, `binary`, `list` and `struct` only: every other type breaks a reader.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

VERSION = "corpus/1"


class Flag(NamedTuple):
    """A word of the closed vocabulary of `flags`, and what it says."""

    name: str
    meaning: str


FLAGS = (
    Flag("charset_guessed", "the bytes were not UTF-8; a detector named the charset"),
    Flag("invalid_bytes", "bytes that no charset explained became U+FFFD; they are kept in `decoding`"),
    Flag("lone_surrogate", "lone surrogates of a JSON value became U+FFFD"),
    Flag("about_encoding", "the text speaks about encodings, code or markup; repairs were only flagged"),
    Flag("marks_capped", "a run of more than 30 combining marks was cut short"),
    Flag("foreign_fragments", "at least one stretch is in a language foreign to the document"),
    Flag("mixed_languages", "no language holds two thirds of the document"),
    Flag("unexpected_language", "the document's language is none that the recipe expects"),
    Flag("personal_data", "personal data was found"),
    Flag("redacted", "personal data was blanked in every column; the source text is gone"),
    Flag("duplicate", "another document says the same; `duplicate_of` names it"),
)

SIGNALS = (
    ("charset_confidence", "how sure the charset is, 0..1; null for strict UTF-8"),
    ("characters", "code points"),
    ("lines", "lines that are not blank"),
    ("words", "words, divided as the script divides them"),
    ("sentences", "sentences that end with a mark; null in scripts that have none"),
    ("mean_word_length", "code points a word"),
    ("symbol_word_ratio", "hash signs or ellipses a word, whichever are more"),
    ("digit_share", "digits among the characters"),
    ("alphabetic_word_share", "words with at least one letter"),
    ("sentence_end_share", "lines that end as a sentence ends in their script"),
    ("bullet_share", "lines that open with a bullet"),
    ("ellipsis_share", "lines that end with an ellipsis"),
    ("short_line_share", "lines of at most 30 characters"),
    ("line_word_ratio", "lines a word"),
    ("stop_words", "different stop words of the language; null where no list is known"),
    ("curly_brackets", "curly brackets"),
    ("placeholder_texts", "occurrences of lorem ipsum"),
    ("stop_word_share", "stop words of the language among the words; null where no list is known"),
    ("duplicate_line_share", "lines that stood before"),
    ("duplicate_line_character_share", "characters in lines that stood before"),
    ("duplicate_paragraph_share", "paragraphs that stood before"),
    ("duplicate_paragraph_character_share", "characters in paragraphs that stood before"),
    ("top_2gram_share", "characters in the commonest 2-gram of words"),
    ("top_3gram_share", "characters in the commonest 3-gram of words"),
    ("top_4gram_share", "characters in the commonest 4-gram of words"),
    ("duplicate_5gram_share", "characters in 5-grams of words that stood before"),
    ("duplicate_6gram_share", "characters in 6-grams of words that stood before"),
    ("duplicate_7gram_share", "characters in 7-grams of words that stood before"),
    ("duplicate_8gram_share", "characters in 8-grams of words that stood before"),
    ("duplicate_9gram_share", "characters in 9-grams of words that stood before"),
    ("duplicate_10gram_share", "characters in 10-grams of words that stood before"),
    ("changed_by_encoding", "share of the source text that the encoding stage replaced"),
    ("removed_by_boilerplate", "share of the source text that the boilerplate stage removed"),
    ("removed_by_repeated", "share of the source text that the repeated stage removed"),
    ("removed_by_fragments", "share of the source text that the fragments stage removed"),
    ("removed_by_privacy", "share of the source text that the privacy stage replaced"),
    ("removed_by_whitespace", "share of the source text that the whitespace stage removed"),
)


def _field(name: str, kind: pa.DataType, meaning: str) -> pa.Field:
    return pa.field(name, kind, metadata={"description": meaning})


def _struct(*fields: tuple[str, pa.DataType, str]) -> pa.DataType:
    return pa.struct([_field(*field) for field in fields])


DECODING = _struct(
    ("start", pa.int32(), "first code point of the span in the source text"),
    ("end", pa.int32(), "end of the span, exclusive"),
    ("charset", pa.string(), "Python's name of the charset"),
    ("raw", pa.binary(), "the span's bytes, where encoding it again would not give them back"),
)

EDIT = _struct(
    ("stage", pa.string(), "the stage"),
    ("kind", pa.string(), "second segment of the rule id"),
    ("rule", pa.string(), "rule id: stage.kind.language.name"),
    ("start", pa.int32(), "start in the text that the stage was given"),
    ("end", pa.int32(), "end there, exclusive"),
    ("source_start", pa.int32(), "start in the source text"),
    ("source_end", pa.int32(), "end in the source text, exclusive"),
    ("text_start", pa.int32(), "start in `text`; null when nothing of it survives"),
    ("text_end", pa.int32(), "end in `text`, exclusive; null when nothing of it survives"),
    ("before", pa.string(), "what stood there"),
    ("after", pa.string(), "what stands there now (applied), or what was proposed"),
    ("outcome", pa.string(), "applied, flagged or overruled"),
    ("score", pa.float32(), "the rule's confidence, 0..1"),
    ("value", pa.string(), "what the rule understood: a date, a language, a charset, a tag"),
)

FRAGMENT = _struct(
    ("start", pa.int32(), "start in `text`"),
    ("end", pa.int32(), "end in `text`, exclusive"),
    ("language", pa.string(), "BCP 47"),
    ("script", pa.string(), "ISO 15924"),
    ("score", pa.float32(), "confidence, 0..1"),
)

LANGUAGE_SHARE = _struct(
    ("language", pa.string(), "BCP 47"),
    ("share", pa.float32(), "share of the document's letters"),
)

_OWN = (
    _field("id", pa.string(), "hash of source and record"),
    _field("text", pa.string(), "the clean text (of a reject: the source text)"),
)
_READ = (
    _field("date", pa.string(), "ISO date of publication, null when unknown"),
    _field("author", pa.string(), "author"),
    _field("agency", pa.string(), "news agency or contributing service"),
    _field("tags", pa.list_(pa.string()), "tags and hashtags, without #"),
    _field("url", pa.string(), "address of the page"),
    _field("source", pa.string(), "path relative to the input root"),
    _field("record", pa.int64(), "number of the record in its source, from 0"),
    _field("source_id", pa.string(), "the input's own id"),
    _field("raw_sha256", pa.string(), "SHA-256 of the payload"),
    _field("decoding", pa.list_(DECODING), "spans of the source text that were not strict UTF-8"),
)
_FOUND = (
    _field("language", pa.string(), "BCP 47; und when unknown, mul when mixed"),
    _field("language_score", pa.float32(), "confidence of `language`, 0..1"),
    _field("languages", pa.list_(LANGUAGE_SHARE), "the languages found, largest share first"),
)
_LEDGER = (
    _field("edits", pa.list_(EDIT), "the ledger: every change and every finding"),
    _field("fragments", pa.list_(FRAGMENT), "stretches in a foreign language that are still in `text`"),
    _field("flags", pa.list_(pa.string()), "closed vocabulary: " + ", ".join(flag.name for flag in FLAGS)),
    _field("signals", _struct(*((name, pa.float32(), meaning) for name, meaning in SIGNALS)), "facts about the text"),
    _field("duplicate_of", pa.string(), "id of the document that this one duplicates"),
    _field("cluster", pa.string(), "id of the cluster of near duplicates"),
)
_META = _field(
    "meta", pa.string(), "the input's other columns as JSON; `_origin` names where date, author ... came from"
)
_FATE = (
    _field("reason", pa.string(), "why the record was rejected"),
    _field("detail", pa.string(), "what exactly was found"),
    _field("raw", pa.binary(), "the record's bytes where they could not become text"),
)

DOCUMENTS = pa.schema(
    [
        *_OWN,
        *_READ,
        _field("flags", pa.list_(pa.string()), "flags that reading set"),
        _field("charset_confidence", pa.float32(), "how sure the charset is; null for strict UTF-8"),
        _META,
        *_FATE,
    ]
)
"""What a reader yields, one row a record; a row with a `reason` is a reject (its text may be null)."""

CORPUS = pa.schema([*_OWN, *_FOUND, *_READ, *_LEDGER, _META], metadata={"pipeline.schema": VERSION})
"""One row a kept document."""

REJECTED = pa.schema([*CORPUS, *_FATE], metadata={"pipeline.schema": VERSION})
"""One row a rejected record: `text` is the source text and `edits` is empty, for nothing was changed."""

CLEANED = REJECTED
"""What the kernel returns, row for row: `reason` is null for a kept document."""
