"""Fetch the public sources of the translation tables, and bring them into one form.

    python scripts/fetch_crosslingual.py [--data FOLDER] [--from MIRRORS] [--skip TAG …]

crosslingual_sources.toml names each source: repository and commit, files with size and SHA-256,
terms, languages and format. What is not yet in FOLDER/sources is downloaded, or read from MIRRORS:
git repositories or plain folders named owner+name, owner/name or name. Each file that arrived
stays, so a run that broke off goes on where it stopped; a file whose digest differs is refused.
FOLDER then has parallel/LANG.tsv.xz and lexicon/LANG.tsv.xz (foreign, English, source tag), which
scripts/train_crosslingual.py reads.

The same sources give the same bytes. Needs 40 MB of disk and 400 MB of memory.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import io
import lzma
import os
import subprocess
import sys
import tarfile
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

import msgspec
from crosslingual_formats import Files, read_pairs

HERE = Path(__file__).parent
LANGS = ("id", "ms", "ru", "uk", "ar")
PARTS = ("parallel", "lexicon")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "menurut" / "crosslingual"
TIMEOUT_SECONDS = 60
CHUNK_BYTES = 1 << 20
MAX_ARCHIVE_BYTES = 100 << 20
"""GitHub tells no size beforehand; the largest archive used has 7 MB."""
AGAIN = (
    "What has arrived is kept: run the command again, or leave the source out with "
    "scripts/fetch_crosslingual.py --skip TAG"
)


class SourceError(Exception):
    """A source cannot be had or is not what it was; the message says which and what to do."""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of an origin."""

    path: str
    bytes: int
    sha256: str


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where files come from: a repository at a commit, or one address."""

    terms: str
    repository: str = ""
    commit: str = ""
    url: str = ""
    files: tuple[File, ...] = ()
    pages: tuple[str, ...] = ()
    count: int = 0
    sha256: str = ""

    @property
    def folder(self) -> str:
        """Its folder's name among mirrors and in the cache."""
        return self.repository.replace("/", "+") or "debian"

    def address(self, path: str) -> str:
        """Where one file, or with no path the archive of the commit, is downloaded."""
        if self.url:
            return self.url
        if path:
            return f"https://raw.githubusercontent.com/{self.repository}/{self.commit}/{path}"
        return f"https://codeload.github.com/{self.repository}/tar.gz/{self.commit}"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which inputs, in which format, give the rows of a tag; inputs are `origin:path`."""

    tag: str
    part: str
    lang: str
    format: str
    inputs: tuple[str, ...]


class Sources(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """crosslingual_sources.toml."""

    origins: dict[str, Origin]
    sources: tuple[Source, ...]


def known_sources() -> Sources:
    """The sources as crosslingual_sources.toml has them."""
    return msgspec.toml.decode((HERE / "crosslingual_sources.toml").read_bytes(), type=Sources)


# What was fetched is what was pinned


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def pages_digest(pages: Files) -> str:
    """One digest of many pages, whatever order or packing they came in."""
    return digest("".join(f"{digest(pages[p])}  {p}\n" for p in sorted(pages)).encode())


def check(what: str, found: tuple[int, str], pinned: tuple[int, str]) -> None:
    """Raises `SourceError` unless size (or count) and digest are the pinned ones."""
    if found != pinned:
        msg = (
            f"{what}: not what crosslingual_sources.toml pins: {found[0]}, SHA-256 {found[1]} "
            f"instead of {pinned[0]}, {pinned[1]}. It was not kept. Look at what changed before "
            "you pin it anew, or leave the source out with --skip TAG"
        )
        raise SourceError(msg)


# From the network


def download(name: str, address: str, limit: int) -> bytes:
    """The bytes at an address, no more than `limit` + 1; raises `SourceError` naming the source."""
    print(f"{name}: {address}", file=sys.stderr)
    request = urllib.request.Request(address, headers={"User-Agent": "menurut"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            parts, size = [], 0
            while size <= limit and (part := answer.read(min(CHUNK_BYTES, limit + 1 - size))):
                parts.append(part)
                size += len(part)
    except (OSError, http.client.HTTPException) as err:
        reason = getattr(err, "reason", None) or err
        msg = (
            f"{name} cannot be downloaded from {address}: {reason}. {AGAIN}. Without a network "
            "give copies of the repositories with --from"
        )
        raise SourceError(msg) from err
    return b"".join(parts)


# From mirrors


def mirror_of(origin: Origin, mirrors: Path) -> Path | None:
    """The folder of an origin among the mirrors, if there is one."""
    names = (origin.folder, origin.repository, origin.repository.rpartition("/")[2])
    return next((mirrors / n for n in names if n and (mirrors / n).is_dir()), None)


def git_folder(mirror: Path) -> Path | None:
    """The git directory of a mirror: a clone, a bare one, or either in a folder `repo`."""
    places = (mirror / ".git", mirror, mirror / "repo" / ".git", mirror / "repo")
    return next((p for p in places if (p / "HEAD").is_file() and (p / "objects").is_dir()), None)


def from_git(git: Path, origin: Origin, *command: str) -> bytes:
    """What a git command prints; raises `SourceError` if the pinned commit is not in the mirror."""
    run = subprocess.run(
        ["git", f"--git-dir={git}", *command],
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_NO_LAZY_FETCH": "1"},
    )
    if run.returncode:
        told = run.stderr.decode(errors="replace").strip()
        msg = (
            f"{git} does not have {origin.repository} at {origin.commit}: {told}. Fetch that commit"
        )
        raise SourceError(msg)
    return run.stdout


def file_of_mirror(origin: Origin, path: str, mirrors: Path) -> bytes | None:
    """One file from the mirrors, or `None` if the origin has none there."""
    mirror = mirror_of(origin, mirrors)
    if mirror is None:
        return None
    if git := git_folder(mirror):
        return from_git(git, origin, "cat-file", "blob", f"{origin.commit}:{path}")
    file = mirror / path
    return file.read_bytes() if file.is_file() else None


def archive_of_mirror(origin: Origin, mirrors: Path) -> bytes | None:
    """The pages' folders as a tar archive from a git mirror, or `None` if there is none."""
    mirror = mirror_of(origin, mirrors)
    git = mirror and git_folder(mirror)
    if not git:
        return None
    folders = sorted({p.split("*")[0].rpartition("/")[0] for p in origin.pages})
    return from_git(git, origin, "archive", "--format=tar", "--prefix=x/", origin.commit, *folders)


# Into the cache


def keep(place: Path, data: bytes) -> None:
    """Write a file as a whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    part.write_bytes(data)
    part.replace(place)


def fetched_file(origin: Origin, file: File, cache: Path, mirrors: Path | None) -> bytes:
    """One file: from the cache, else a mirror, else the network, and then kept in the cache."""
    place = cache / origin.folder / file.path
    pinned = (file.bytes, file.sha256)
    if place.is_file():
        data = place.read_bytes()
        if (len(data), digest(data)) == pinned:
            return data
    found = file_of_mirror(origin, file.path, mirrors) if mirrors else None
    name = f"{origin.folder}/{file.path}"
    data = download(name, origin.address(file.path), file.bytes) if found is None else found
    check(name, (len(data), digest(data)), pinned)
    keep(place, data)
    return data


def is_page(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path fits a pattern, part by part.

    >>> is_page("pages/linux/ls.md", ["pages/*/*.md"]), is_page("pages/ls.md", ["pages/*/*.md"])
    (True, False)
    """
    parts = path.split("/")
    return any(
        len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
        for wanted in (pattern.split("/") for pattern in patterns)
    )


def pages_in(archive: bytes, patterns: Sequence[str]) -> Files:
    """The wanted pages of a tar archive, by their path below its first folder."""
    pages = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            path = member.name.partition("/")[2]
            if member.isfile() and is_page(path, patterns):
                pages[path] = packed.extractfile(member).read()
    return pages


def packed_pages(pages: Files) -> bytes:
    """Pages as a tar archive, as small as may be, the same each time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz", preset=1) as archive:
        for path in sorted(pages):
            member = tarfile.TarInfo("pages/" + path)
            member.size = len(pages[path])
            archive.addfile(member, io.BytesIO(pages[path]))
    return packed.getvalue()


def fetched_pages(origin: Origin, cache: Path, mirrors: Path | None) -> Files:
    """The pages of an origin: from the cache, else a mirror, else the network, and then kept."""
    place = cache / origin.folder / f"{origin.commit}.tar.xz"
    pinned = (origin.count, origin.sha256)
    if place.is_file():
        pages = pages_in(place.read_bytes(), origin.pages)
        if (len(pages), pages_digest(pages)) == pinned:
            return pages
    archive = archive_of_mirror(origin, mirrors) if mirrors else None
    if archive is None:
        archive = download(origin.repository, origin.address(""), MAX_ARCHIVE_BYTES)
    try:
        pages = pages_in(archive, origin.pages)
    except (tarfile.TarError, EOFError, OSError) as err:
        msg = f"{origin.repository}: the archive did not arrive whole ({err}). {AGAIN}"
        raise SourceError(msg) from err
    check(f"pages of {origin.repository}", (len(pages), pages_digest(pages)), pinned)
    keep(place, packed_pages(pages))
    return pages


# Rows


Row = tuple[str, str, str]


def read_source(source: Source, files_of: Callable[[str], Files]) -> list[Row]:
    """The rows of one source; raises `SourceError` naming it."""
    name = f"{source.tag} ({source.lang})"
    try:
        inputs = [files_of(reference) for reference in source.inputs]
        words = source.part == "lexicon"
        pairs = read_pairs(source.format, inputs, source.lang, words=words)
    except SourceError as err:
        raise SourceError(f"{name}: {err}") from err
    except Exception as err:
        msg = f"{name}: {source.inputs[0]} cannot be read: {err!r}. {AGAIN}"
        raise SourceError(msg) from err
    return [(foreign, english, source.tag) for foreign, english in pairs]


def rows_of(
    known: Sources, cache: Path, mirrors: Path | None, skip: Sequence[str]
) -> Iterator[tuple[Source, list[Row]]]:
    """Each source with its rows (foreign, English, tag)."""

    @lru_cache(maxsize=2)  # WordNet is read for one source after the other
    def whole(name: str) -> Files:
        return fetched_pages(known.origins[name], cache, mirrors)

    @lru_cache(maxsize=2)
    def single(name: str, path: str) -> bytes:
        (file,) = (f for f in known.origins[name].files if f.path == path)
        return fetched_file(known.origins[name], file, cache, mirrors)

    def files_of(reference: str) -> Files:
        name, _, path = reference.partition(":")
        if not path.endswith("/"):
            return {path: single(name, path)}
        pages = whole(name)
        return {p.removeprefix(path): data for p, data in pages.items() if p.startswith(path)}

    for source in known.sources:
        if source.tag not in skip:
            yield source, read_source(source, files_of)


def write_rows(data: Path, part: str, lang: str, rows: set[Row]) -> None:
    """One file of rows, sorted."""
    text = "".join("\t".join(row) + "\n" for row in sorted(rows))
    keep(data / part / f"{lang}.tsv.xz", lzma.compress(text.encode(), preset=6))


def build(data: Path, mirrors: Path | None = None, skip: Sequence[str] = ()) -> Counter[Row]:
    """Fetch all sources and write all rows; the numbers of rows by (part, language, tag).

    Raises `SourceError` where a source cannot be had or is not what was pinned. Nothing is
    written before all are there.
    """
    found: dict[tuple[str, str], set[Row]] = defaultdict(set)
    for source, rows in rows_of(known_sources(), data / "sources", mirrors, skip):
        found[source.part, source.lang].update(rows)
    for part in PARTS:
        for lang in LANGS:
            write_rows(data, part, lang, found[part, lang])
    return Counter((*place, tag) for place, rows in found.items() for _, _, tag in rows)


# How much of another folder's rows is covered


def letters(text: str) -> str:
    """Letters and digits alone: rows are alike if their marks differ."""
    return "".join(c for c in text.lower() if c.isalnum())


def bare_rows(data: Path, part: str, lang: str) -> set[Row]:
    """The rows of a file by their letters; none if it is absent."""
    file = data / part / f"{lang}.tsv.xz"
    if not file.is_file():
        return set()
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {(letters(r[0]), letters(r[1]), r[2]) for r in rows if len(r) == 3}


def print_coverage(data: Path, other: Path) -> None:
    """For each part, language and tag of another folder: its rows and the share found here."""
    for part in PARTS:
        for lang in LANGS:
            theirs = bare_rows(other, part, lang)
            shared = Counter(tag for _, _, tag in theirs & bare_rows(data, part, lang))
            for tag, count in sorted(Counter(tag for _, _, tag in theirs).items()):
                print(f"{part} {lang} {tag}: {100 * shared[tag] / count:.1f} % of {count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=CACHE, help=f"where to (default {CACHE})")
    parser.add_argument("--from", type=Path, dest="mirrors", help="folder of copies to read from")
    parser.add_argument("--skip", action="append", default=[], metavar="TAG", help="leave out")
    parser.add_argument(
        "--compare", type=Path, metavar="FOLDER", help="print the share of its rows"
    )
    args = parser.parse_args()
    try:
        counts = build(args.data, args.mirrors, args.skip)
    except SourceError as err:
        parser.exit(3, f"{err}\n")
    for (part, lang, tag), count in sorted(counts.items()):
        print(f"{part} {lang} {tag}: {count} rows")
    if args.compare:
        print_coverage(args.data, args.compare)


if __name__ == "__main__":
    main()
