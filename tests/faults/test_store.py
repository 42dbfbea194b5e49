"""A store whose writer is killed, whose disk is full, that may not write."""

from __future__ import annotations

import errno
import io
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from digitize.errors import StoreFull
from digitize.model import ObjectKind
from digitize.store import files
from digitize.store.files import FileStore
from digitize.store.hashing import CHUNK

pytestmark = pytest.mark.fault

ORIGINAL = ObjectKind.ORIGINAL


def python(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def whole(store: FileStore) -> int:
    """Verifies every visible object and says how many there are."""
    return sum(store.verify(each.kind, each.sha256) == each.size for each in store.objects(ORIGINAL))


def test_a_killed_writer_leaves_whole_objects_or_none(tmp_path: Path) -> None:
    writer = """
        import io, os, sys
        from pathlib import Path
        from digitize.model import ObjectKind
        from digitize.store.files import FileStore

        store = FileStore(Path(sys.argv[1]))
        number = 0
        while True:
            number += 1
            stored = store.put(ObjectKind.ORIGINAL, io.BytesIO(b"%d " % number * 300_000))
            os.write(1, stored.sha256.encode() + b"\\n")
    """
    moments = random.Random(4)
    for _ in range(5):
        process = python(writer, str(tmp_path))
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(moments.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        acknowledged = (first + process.stdout.read()).split()
        process.stdout.close()
        process.wait()

        store = FileStore(tmp_path)
        # A hash cut off by the kill was not acknowledged.
        assert all(store.verify(ORIGINAL, each.decode()) for each in acknowledged if len(each) == 64)
        assert whole(store) >= len(acknowledged) - 1


def test_a_writer_killed_in_the_middle_leaves_nothing_visible_and_the_next_succeeds(tmp_path: Path) -> None:
    writer = """
        import io, os, signal, sys
        from pathlib import Path
        from digitize.model import ObjectKind
        from digitize.store.files import FileStore

        class Deadly(io.BytesIO):
            def read(self, size=-1):
                if self.tell():
                    os.kill(os.getpid(), signal.SIGKILL)
                return super().read(5)

        FileStore(Path(sys.argv[1])).put(ObjectKind.ORIGINAL, Deadly(b"never whole"))
    """
    process = python(writer, str(tmp_path))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert [path.read_bytes() for path in (tmp_path / "incoming").iterdir()] == [b"never"]

    store = FileStore(tmp_path)
    assert list(store.objects(ORIGINAL)) == []
    stored = store.put(ORIGINAL, io.BytesIO(b"never whole"))
    assert list(store.objects(ORIGINAL)) == [stored]


def test_a_full_disk_refuses_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: the kernel writes a part, then refuses."""
    writer = """
        import io, resource, sys
        from pathlib import Path
        from digitize.errors import StoreFull
        from digitize.model import ObjectKind
        from digitize.store.files import FileStore

        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
        store = FileStore(Path(sys.argv[1]))
        small = store.put(ObjectKind.ORIGINAL, io.BytesIO(b"small"))
        try:
            store.put(ObjectKind.ORIGINAL, io.BytesIO(bytes(5_000_000)))
        except StoreFull as error:
            print(error)
        print(list(store.objects(ObjectKind.ORIGINAL)) == [small])
    """
    output, _ = python(writer, str(tmp_path)).communicate(timeout=60)
    assert output.split(b"\n") == [b"store_full: EFBIG", b"True", b""]
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root; RLIMIT_FSIZE covers the rest")
def test_a_small_disk_that_fills_up_keeps_what_it_has(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("this container may not mount")
    try:
        store = FileStore(disk / "store")
        kept = [store.put(ORIGINAL, io.BytesIO(bytes([i]) * 2 * CHUNK)) for i in range(3)]
        with pytest.raises(StoreFull, match="ENOSPC"):
            store.put(ORIGINAL, io.BytesIO(b"\xff" * 4 * CHUNK))
        assert {each.sha256 for each in store.objects(ORIGINAL)} == {each.sha256 for each in kept}
        assert whole(store) == 3
        assert store.put(ORIGINAL, io.BytesIO(b"room again")).size == 10
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("errno_name", ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EIO"])
@pytest.mark.parametrize("call", ["write", "fsync", "fchmod", "open"])
def test_any_refusal_of_the_disk_is_said_as_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errno_name: str, call: str
) -> None:
    store = FileStore(tmp_path / "store")
    before = store.put(ORIGINAL, io.BytesIO(b"before"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, errno_name), "refused")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, call, refuse)
        with pytest.raises(StoreFull, match=errno_name):
            store.put(ORIGINAL, io.BytesIO(b"after"))

    assert list(store.objects(ORIGINAL)) == [before]
    assert list((tmp_path / "store" / "incoming").iterdir()) == []


def test_a_folder_without_permission_is_said_as_one_error(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # Root may write anywhere; a file where the folder should be refuses everybody.
        (tmp_path / "store").write_text("no folder")
    else:
        (tmp_path / "store").mkdir(mode=0o500)
    with pytest.raises(StoreFull):
        FileStore(tmp_path / "store").put(ORIGINAL, io.BytesIO(b"x"))
