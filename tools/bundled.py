"""What ``tools/bundle`` has gathered, as pip and apt read it: ``bundled.py FOLDER`` writes beside wheels and packages

- of each lock a list with the digest of every wheel (that of a package built here is not the one of its source),
- the index of the .deb files,
- ``system``: for which system it is, with the oldest glibc that the wheels work with.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def plain(name: str) -> str:
    """A package's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wheels(folder: Path) -> dict[str, Path]:
    """Package -> its wheel."""
    return {plain(path.name.split("-")[0]): path for path in sorted(folder.glob("*.whl"))}


def locked(lock: str, there: dict[str, Path]) -> str:
    """The packages of a lock that have a wheel, with its version and digest; the others are for other systems."""
    names = re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    found = [(name, there[plain(name)]) for name in names if plain(name) in there]
    return "".join(f"{name}=={path.name.split('-')[1]} --hash=sha256:{digest(path)}\n" for name, path in found)


def oldest_glibc(there: dict[str, Path]) -> tuple[int, int]:
    """The newest version of a symbol of glibc that a library in the wheels asks for."""
    needed = {(2, 0)}
    for path in there.values():
        with zipfile.ZipFile(path) as wheel:
            for name in wheel.namelist():
                if ".so" in name or "/bin/" in name or "/scripts/" in name:
                    # Names of versions stand in the table of strings of a library as they are.
                    found = re.findall(rb"\0GLIBC_(\d+)\.(\d+)", wheel.read(name))
                    needed |= {(int(major), int(minor)) for major, minor in found}
    return max(needed)


def index(folder: Path) -> str:
    """The packages of a folder as apt lists them."""
    entries = []
    for path in sorted(folder.glob("*.deb")):
        command = ["dpkg-deb", "--field", str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  # a file of apt
        size = path.stat().st_size
        entries.append(f"{told.rstrip()}\nFilename: ./{path.name}\nSize: {size}\nSHA256: {digest(path)}\n")
    return "\n".join(entries)


def main(folder: Path, codename: str, architecture: str) -> None:
    there = wheels(folder / "wheels")
    for lock in LOCKS:
        (folder / lock).write_text(locked((ROOT / lock).read_text(encoding="utf-8"), there), encoding="utf-8")
    (folder / "debs" / "Packages").write_text(index(folder / "debs"), encoding="utf-8")
    glibc = ".".join(map(str, oldest_glibc(there)))
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    told = {"codename": codename, "architecture": architecture, "python": python, "glibc": glibc}
    (folder / "system").write_text("".join(f"{name}={value}\n" for name, value in told.items()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
