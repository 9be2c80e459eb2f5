"""How the emulators' Java programs begin: with their classes from an archive, where one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulators import java, toolbox


@pytest.fixture
def jar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(java, "ARCHIVES", tmp_path / "archives")
    monkeypatch.setattr(toolbox, "java", lambda: "/usr/bin/java")
    made = tmp_path / "emulator.jar"
    made.write_bytes(b"classes")
    return made


def test_a_program_begins_without_an_archive_where_there_is_none(jar: Path) -> None:
    assert java.command(jar) == ["/usr/bin/java", "-jar", str(jar)]
    assert java.command(jar, "com.example.Main") == ["/usr/bin/java", "-cp", str(jar), "com.example.Main"]


def test_a_program_begins_with_the_archive_of_its_jar_and_of_no_other(jar: Path) -> None:
    kept = java.archive(jar)
    kept.parent.mkdir()
    kept.touch()
    assert java.command(jar) == ["/usr/bin/java", f"-XX:SharedArchiveFile={kept}", "-jar", str(jar)]

    jar.write_bytes(b"other classes")
    assert java.command(jar) == ["/usr/bin/java", "-jar", str(jar)]


def test_a_java_too_old_keeps_no_classes(jar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolbox, "java_version", lambda: 11)
    java.keep_classes(java.Process("Emulator", ["false"]), jar, lambda: None)
    assert not java.ARCHIVES.exists()
