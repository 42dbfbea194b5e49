"""What an index owes its callers over its life: building, rebuilding, revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digitize.errors import IndexUnavailable
from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry, SearchQuery, Taken
from tests.contract.index.asking import Factory, bodies, found, ids


def test_an_index_that_was_never_built_is_stale_and_does_not_answer(bare: SearchIndex) -> None:
    assert bare.stale
    with pytest.raises(IndexUnavailable):
        bare.search(SearchQuery(text="giấy phép"))
    with pytest.raises(IndexUnavailable):
        bare.apply([IndexEntry("a", 1)])
    with pytest.raises(IndexUnavailable):
        dict(bare.revisions())
    assert bare.stale


def test_building_makes_it_fresh_and_holds_what_it_was_given(bare: SearchIndex) -> None:
    taken = bare.rebuild(IndexEntry(f"d{n}", n + 1, body="giấy phép") for n in range(5))

    assert taken == Taken(5)
    assert not bare.stale
    assert dict(bare.revisions()) == {f"d{n}": n + 1 for n in range(5)}
    assert len(ids(bare, "giấy phép")) == 5


def test_a_rebuild_forgets_what_it_was_not_given(index: SearchIndex) -> None:
    bodies(index, "giấy phép", "quyết định")
    assert index.rebuild([IndexEntry("z", 1, body="giấy phép")]).count == 1
    assert dict(index.revisions()) == {"z": 1}
    assert ids(index, "quyết định") == []


def test_a_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    bodies(index, "giấy phép")

    def broken() -> Iterator[IndexEntry]:
        yield IndexEntry("z", 1)
        raise RuntimeError("the records cannot be read")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert not index.stale
    assert dict(index.revisions()) == {"a": 1}
    assert ids(index, "giấy phép") == ["a"]


def test_searches_go_on_while_the_index_is_rebuilt(index: SearchIndex) -> None:
    bodies(index, "giấy phép")
    seen = []

    def slowly() -> Iterator[IndexEntry]:
        for name in "xyz":
            seen.append(ids(index, "giấy phép"))
            yield IndexEntry(name, 1, body="giấy phép")

    index.rebuild(slowly())
    assert seen == [["a"]] * 3
    assert found(index, "giấy phép") == {"x", "y", "z"}


def test_one_who_has_it_open_sees_the_rebuilt_index(factory: Factory, tmp_path: Path) -> None:
    first, second = factory.open(tmp_path), factory.open(tmp_path)
    first.rebuild([IndexEntry("old", 1, body="giấy phép")])
    assert ids(second, "giấy phép") == ["old"]

    first.rebuild([IndexEntry("new", 1, body="giấy phép")])

    assert ids(second, "giấy phép") == ["new"]
    assert second.apply([IndexEntry("newer", 1, body="giấy phép")]).count == 1
    assert found(first, "giấy phép") == {"new", "newer"}
    first.close()
    second.close()


def test_a_lower_revision_never_overwrites_a_higher_one(index: SearchIndex) -> None:
    assert index.apply([IndexEntry("a", 3, body="bản ba")]).count == 1
    assert index.apply([IndexEntry("a", 2, body="bản hai"), IndexEntry("b", 1, body="khác")]).count == 1
    assert dict(index.revisions()) == {"a": 3, "b": 1}
    assert ids(index, "bản ba") == ["a"]
    assert ids(index, "bản hai") == []


def test_order_inside_a_batch_does_not_matter(index: SearchIndex) -> None:
    entries = [IndexEntry("a", n, body=f"bản{n}") for n in (2, 3, 1)]
    assert index.apply(entries).count == 2
    assert dict(index.revisions()) == {"a": 3}
    assert [ids(index, f"bản{n}") for n in (1, 2, 3)] == [[], [], ["a"]]


def test_a_new_revision_takes_everything_of_the_old_one_out(index: SearchIndex) -> None:
    old = IndexEntry(
        *("a", 1, "Giấy phép xây dựng", "07/GPXD", "văn bản cũ số 05/QĐ-UBND"),
        owner_names=("Trần Văn Cũ",),
        owner_hashes=("h-old", "h-both"),
    )
    new = IndexEntry("a", 2, body="thay thế", owner_names=("Lê Mới",), owner_hashes=("h-new", "h-both"))
    index.apply([old])
    assert all(found(index, text) for text in ("xây dựng", "07/GPXD", "05/QĐ", "văn cũ", "Trần"))

    index.apply([new])

    assert not any(found(index, text) for text in ("xây dựng", "07/GPXD", "05/QĐ", "văn cũ", "Trần"))
    assert ids(index, "thay thế mới") == ["a"]
    assert ids(index, owner_hash="h-old") == []
    assert ids(index, owner_hash="h-new") == ids(index, owner_hash="h-both") == ["a"]


def test_the_same_entry_twice_is_one_hit(index: SearchIndex) -> None:
    for _ in range(2):
        index.apply([IndexEntry("a", 1, body="giấy phép", owner_hashes=("h", "h"))])
    assert ids(index, "giấy phép") == ids(index, owner_hash="h") == ids(index) == ["a"]


def test_a_withdrawn_document_is_known_but_never_shown(index: SearchIndex) -> None:
    entry = IndexEntry("a", 1, body="giấy phép", number="07/GPXD", owner_hashes=("h",))
    index.apply([entry])
    index.apply([replace(entry, revision=2, withdrawn=True)])

    assert dict(index.revisions()) == {"a": 2}
    assert ids(index) == ids(index, "giấy phép") == ids(index, "07/GPXD") == ids(index, owner_hash="h") == []
    assert index.apply([entry]).count == 0

    index.apply([replace(entry, revision=3)])
    assert ids(index, "giấy phép") == ["a"]


def test_entries_that_are_refused_hold_up_no_others(index: SearchIndex) -> None:
    bad = {
        "document_id: too long": IndexEntry("é" * 300, 1),
        "revision: out of range": IndexEntry("large", 2**63),
        "result_type: too long": IndexEntry("type", 1, result_type="x" * 40_000),
        "agency: too long": IndexEntry("unit", 1, agency="x" * 257),
        "owner_hashes: too long": IndexEntry("owner", 1, owner_hashes=("h", "x" * 257)),
    }
    entries = [IndexEntry("a", 1, body="giấy phép"), *bad.values(), IndexEntry("b", 1, body="giấy phép")]
    for take in (index.apply, index.rebuild):
        taken = take(entries)
        assert taken.count == 2
        assert {one.detail: one.document_id for one in taken.refused} == {
            why: one.document_id for why, one in bad.items()
        }
        assert found(index, "giấy phép") == {"a", "b"}
        assert dict(index.revisions()) == {"a": 1, "b": 1}


def test_what_an_index_takes_it_takes_to_the_bounds(index: SearchIndex) -> None:
    code = "x" * 256
    most = IndexEntry("d" * 512, 2**62, "t" * 50_000, "1/" * 5000, "b" * 50_000, code, code, code, code)
    most = replace(most, owner_names=("n" * 50_000,), owner_hashes=(code,), issued_on=date.min, valid_until=date.max)
    assert index.apply([most]) == Taken(1)
    assert ids(index, agencies=(code,)) == [most.document_id]
