"""What says nothing of a line's language, blanked out at its place: addresses, handles, hashtags, code."""

from __future__ import annotations

import re
from itertools import islice

import regex

_HOST = r"(?<![A-Za-z0-9.-])[A-Za-z0-9-]++(?:\.(?!(?:com|org|net)(?![A-Za-z0-9]))[A-Za-z0-9-]++)*+"

# Each with the plain text without which it cannot match: most lines hold none of them.
_SILENT = (
    ("://", r"(?<![A-Za-z])[A-Za-z]++://\S++"),
    ("www.", r"www\.\S++"),
    ("@", r"(?<!\S)[^\s@]*+@\S*+"),
    ("#", r"(?<![\p{L}\p{N}])\#[\p{L}\p{M}\p{N}_]++"),
    ("_", r"(?<!\S)[^\s_]*+_\S*+"),
    ("/", r"(?<=[A-Za-z0-9]\.)[A-Za-z0-9-]++/\S*+"),
    (".com", rf"{_HOST}\.com(?![A-Za-z0-9])"),
    (".org", rf"{_HOST}\.org(?![A-Za-z0-9])"),
    (".net", rf"{_HOST}\.net(?![A-Za-z0-9])"),
    ("<", r"<[^<>]{1,200}+>"),
    ("&", r"&[A-Za-z]{2,8};"),
    ("et al", r"(?<!\p{L})et al(?!\p{L})"),
)
_SILENT_RES = tuple((cue, regex.compile(pattern)) for cue, pattern in _SILENT)

# A line with two of these is code, and so is one that opens like a statement and ends like one.
_CODE_RE = regex.compile(
    r"""
      [=!<>+*/-]=|->|=>|::|&&|\|\||\\\\|\$\{|\*\*
    | (?<=\s)=(?=\s)|(?<=[\p{L}\p{N}_\])])=(?=[\p{L}\p{N}_'"\[({])
    | [{}\\]|\(\)|\[\]|\[[-:\d]++\]|%[sdr(]|;$
    | (?<!\p{L})_\p{L}|\p{L}_\p{L}
    | (?<!\p{L})\p{Ll}{3,}+\.\p{Ll}[\p{L}_]++
    | \p{Ll}\((?!\p{L}{1,3}\))|\)[.:)]|\]\(|['"]\)
    | ^\s*+(?:def|class|import|return|raise|elif|if\ not|for\ \p{L}+\ in|var|let|const|function|public|static)\b
    | (?:^|\s)(?:\#|//)\ \p{Lu}
    """,
    regex.VERBOSE,
)
_CALL_RE = regex.compile(r"\p{Ll}{2}\(\d|\p{Ll}[\p{L}\p{N}_]*+(?:\.[\p{L}_][\p{L}\p{N}_]*+)++\(|\p{L}_\p{L}++\(")
_STATEMENT_RE = regex.compile(r"^\s*+(?:if|elif|else|for|while|try|except|with|def|class|case|switch)\b.*[:{]\s*$")
_MAYBE_CODE_RE = regex.compile(r"[={}\[\]\\_;%$*#&|<>]|(?<=\p{Ll})\(|\)[.:)]|//|:$|^\s*+(?:import|return|raise)\b")
# One of these signs, or a line that opens so, must be there for it to match.
_SIGN_RE, _OPENERS = re.compile(r"[={}\[\]\\_;%$*#&|<>()/:]"), ("import", "return", "raise")
# Plain signs without which the patterns before cannot match, for prose has few: one in every sign of code, in a call.
_SIGN_CUE_RE = re.compile(
    r"""[={}\\>:&|$*;()\[\]%_/#.]
      (?: (?<=[={}\\])|(?<=->)|(?<=:)(?=:)|(?<=&)(?=&)|(?<=\|)(?=\|)|(?<=\$)(?={)|(?<=\*)(?=\*)|(?<=;)$
        | (?<=\()(?:(?=\))|(?<=\w\())|(?<=\))(?:(?=[.:)])|(?<=['"]\)))|(?<=])(?=\()|(?<=\[)(?=[]:\d-])
        | (?<=%)(?=[sdr(])|(?<=_)(?=\w)|(?<=/)(?=/)|(?<=\#)(?=\ )|(?<=\w\.)(?=[^\W\d_]) )""",
    re.VERBOSE,
)
_CALL_CUE_RE = re.compile(r"\((?<=\w\()")
_KEYWORDS = (
    *("def", "class", "import", "return", "raise", "elif", "if not", "for ", "var", "let", "const", "function"),
    *("public", "static"),
)
FEWEST_SIGNS_OF_CODE = 2
LONGEST_CODE = 500


def mask(line: str) -> str:
    """`line` with every stretch that says nothing of its language replaced by as many blanks."""
    return " " * len(line) if is_code(line) else mask_addresses(line)


def mask_addresses(line: str) -> str:
    """`line` with addresses, handles, hashtags, tags and entities replaced by as many blanks."""
    for cue, pattern in _SILENT_RES:
        if cue in line:
            line = pattern.sub(_blanks, line)
    return line


def is_code(line: str) -> bool:
    """Whether a line is written for a machine: its words are English in every country."""
    if len(line) > LONGEST_CODE or not (_SIGN_RE.search(line) or line.lstrip().startswith(_OPENERS)):
        return False
    cues = len(_SIGN_CUE_RE.findall(line)) + line.lstrip().startswith(_KEYWORDS)
    called, stated = _CALL_CUE_RE.search(line), _STATEMENT_RE.match(line)
    if (cues < FEWEST_SIGNS_OF_CODE and not called and not stated) or not _MAYBE_CODE_RE.search(line):
        return False
    if cues >= FEWEST_SIGNS_OF_CODE and _has_signs(line):
        return True
    return bool((called and _CALL_RE.search(line)) or stated)


def _has_signs(line: str) -> bool:
    signs = islice(_CODE_RE.finditer(line), FEWEST_SIGNS_OF_CODE)
    return sum(1 for _ in signs) == FEWEST_SIGNS_OF_CODE


def _blanks(match: regex.Match[str]) -> str:
    return " " * len(match[0])
