"""E-mail addresses and IP addresses in one line."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

import regex

from .found import Found, surroundings
from .words import SPACED_LETTER, has_word, last_word

# A local part in ASCII or letters of a script with blanks; labels of any letters; an end that is a top-level domain.
_EMAIL_RE = regex.compile(
    rf"(?<![\p{{Nd}}._%+@{{}}-]|{SPACED_LETTER}|//)"
    rf"(?P<local>(?:{SPACED_LETTER}|[\p{{M}}\p{{Nd}}_%+-])(?:{SPACED_LETTER}|[\p{{M}}\p{{Nd}}._%+-]){{0,63}}+)@"
    r"(?P<domain>(?:[\p{L}\p{M}\p{Nd}](?:[\p{L}\p{M}\p{Nd}-]){0,62}+\.)+"
    rf"(?:[a-z]{{2,24}}|[A-Z]{{2,24}}|xn--[a-z\p{{Nd}}-]{{2,40}}|(?:[{SPACED_LETTER}--[A-Za-z]]|\p{{M}}){{2,24}}|中国|中國|公司|网络|香港|台灣|한국))"
    r"(?![A-Za-z\p{Nd}_@]|-[A-Za-z])",
    regex.V1,
)
_FILES = frozenset({"css", "gif", "html", "jpeg", "jpg", "js", "json", "mp4", "png", "svg", "webm", "webp"})
_LOGIN_RE = regex.compile(r"://[^\s/]*+$")

_IPV4_RE = regex.compile(
    r"(?<![A-Za-z\d_.,\\-]|[A-Za-z\d]/)(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?![A-Za-z\d_%]|[.,]\d|-[A-Za-z\d])", regex.ASCII
)
_IPV6_RE = regex.compile(
    r"(?<![A-Za-z\d_:.])(?P<ip>[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,8})(?![A-Za-z\d_:]|\.\d)", regex.ASCII
)


COLONS = 7
"""Those of an address that leaves no group out."""


def find_emails(line: str) -> Iterator[Found]:
    """E-mail addresses, also in other scripts. Not `logo@2x.png`, `git@host:path`, `user@host` of a web address."""
    if "@" not in line:
        return
    for match in _EMAIL_RE.finditer(line):
        local, domain = match["local"], match["domain"]
        before, after = line[max(match.start() - 80, 0) : match.start()], line[match.end() : match.end() + 1]
        if domain.rpartition(".")[2].lower() in _FILES or (local == "git" and after == ":"):
            continue
        if not _LOGIN_RE.search(before) and ".." not in local and not local.endswith("."):
            yield Found(match.start(), match.end(), "email", f"{local}@{domain}".lower())


def find_ips(line: str) -> Iterator[Found]:
    """IP addresses that are somebody's: global ones, which documentation, private and loopback ranges are not
    (RFC 5737, RFC 3849, RFC 9637, RFC 1918). Four small numbers need a word that says what they are."""
    if line.count(".") >= 3:
        for match in _IPV4_RE.finditer(line):
            if _is_address(match["ip"], *surroundings(line, *match.span())):
                yield Found(match.start(), match.end(), "ip", match["ip"])
    if "::" in line or line.count(":") >= COLONS:
        for match in _IPV6_RE.finditer(line):
            end = match.end() - (match["ip"].endswith(":") and not match["ip"].endswith("::"))
            if address := _global(line[match.start() : end]):
                yield Found(match.start(), end, "ip", address)


def _is_address(text: str, before: str, after: str) -> bool:
    if not _global(text) or last_word("version", before) > last_word("address", before) or has_word("version", after):
        return False
    small = all(len(part) < 3 for part in text.split("."))
    return not small or has_word("address", before + " " + after) or after.startswith((":", "/"))


def _global(text: str) -> str:
    """The address in its shortest form; empty where it is none, or not one of the open Internet."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return address.compressed if address.is_global and not address.is_multicast and not _documents(address) else ""


def _documents(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.version == 6 and address in ipaddress.ip_network("3fff::/20")
