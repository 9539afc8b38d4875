"""The worker's index: refreshed row by row, vectors stored once, meaning compared when the model is there."""

import gc

import numpy as np
import pytest

from apps.core import lifecycle
from apps.core.models import OutboxEvent
from apps.listings import services as listings
from apps.matching import services, shelf, textscore
from apps.matching.embedders.base import Unavailable
from apps.matching.models import Match, TextVector
from apps.matching.services import index, news, opening, vectors
from apps.matching.space import EVERYDAY, PRIOR
from apps.matching.textscore import passage
from apps.resources.models import Resource
from apps.taxonomy.models import Skill
from tests.factories.matching import HERBS, a_demand, a_resource

pytestmark = pytest.mark.django_db


def test_a_sign_of_the_tables_saves_looking_through_them(chamber, helium, lin_yue, monkeypatch):
    ready = index.current(None)
    index.current(None)
    monkeypatch.setattr(news, "since", lambda *_, **__: pytest.fail("looked through all rows"))
    assert index.current(None) is ready


def test_what_was_looked_at_long_ago_is_not_looked_at_again(chamber, monkeypatch):
    ready = index.current(None)
    monkeypatch.setattr(news.time, "time", lambda: ready.version.seen + 2 * news.OVERLAP)
    index.current(None)
    assert index.current(None) is ready
    assert ready.looked == ready.version.seen + 2 * news.OVERLAP


def test_nothing_changed_costs_a_query_for_each_table_watched(chamber, django_assert_num_queries):
    first = index.current(None)
    index.current(None)
    with django_assert_num_queries(3):  # terms, skills, resources
        assert index.current(None) is first


def facets(ready, resource):
    return ready.facets(ready.row[resource.pk])


def test_a_row_that_changed_is_read_again(chamber, helium, lin_yue):
    before = index.current(None)
    listings.update(helium, {**helium.values(), "price_per_hour": 900}, actor=lin_yue, version=helium.version)
    after = index.current(None)
    assert (facets(before, helium).price_per_hour, facets(after, helium).price_per_hour) == (300, 900)
    assert facets(after, chamber) == facets(before, chamber)


def test_of_a_large_index_only_the_rows_that_changed_are_written(chamber, helium, herbs, lin_yue, monkeypatch):
    before = index.current(None)
    monkeypatch.setattr(index, "SMALL", 0)
    listings.update(helium, {**helium.values(), "price_per_hour": 900}, actor=lin_yue, version=helium.version)
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    after = index.current(None)
    assert after.version.segments[0] == before.version.base == after.version.base
    assert [len(each) for each in after.segments] == [3, 1]
    assert sorted(after.row) == sorted([helium.pk, herbs.pk])
    assert facets(after, helium).price_per_hour == 900
    assert index.catch_up(None).ids.tolist() == [herbs.pk, helium.pk]  # measured anew: one segment


def test_many_small_parts_are_put_together(chamber, lin_yue, monkeypatch):
    index.current(None)
    monkeypatch.setattr(index, "SMALL", 0)
    monkeypatch.setattr(index, "PARTS", 3)
    rows = [chamber]
    for number in range(4):
        rows.append(a_resource(lin_yue, title=f"模拟舱{number}号"))
        ready = index.current(None)
    assert [len(each) for each in ready.segments] == [1, 3, 1]
    assert list(ready.row) == [row.pk for row in rows]
    assert [facets(ready, row).title for row in rows] == [row.title for row in rows]


def test_more_than_a_person_can_wait_for_is_owed_to_the_long_queue(chamber, leak, lin_yue, monkeypatch):
    before = index.current(None)
    monkeypatch.setattr(index, "SMALL", 0)
    monkeypatch.setattr(index, "INLINE", 1)
    others = [a_resource(lin_yue, title=f"模拟舱{number}号") for number in range(2)]
    assert index.current(None) is before
    assert OutboxEvent.objects.get(topic="refresh_index").queue == "bulk"
    services.refresh_index()
    assert sorted(index.current(None).row) == sorted([chamber.pk, *(each.pk for each in others)])


def test_a_stale_index_suggests_nothing_that_was_withdrawn(chamber, helium, leak, lin_yue, monkeypatch):
    stale = index.current(None)
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    monkeypatch.setattr(index, "current", lambda embedder: stale)
    run = services.match(demand=leak)
    assert (run.excluded, run.considered) == ([chamber.pk], 1)
    assert [row.resource for row in Match.objects.current()] == [helium]


def test_more_demands_alone_make_nobody_wait(chamber, leak, with_tiny, monkeypatch):
    before = index.current(with_tiny)
    services.match(demand=leak)  # its vector is new, and the middle of the demands may have moved
    ready = index.current(with_tiny)
    assert (before.version.demands, ready.version.demands) == (0, 1)
    monkeypatch.setattr(index, "SMALL", 0)
    TextVector.objects.filter(role="query").delete()
    assert index.current(with_tiny) is ready
    assert index.catch_up(with_tiny).version.demands == 0


def test_what_no_version_needs_is_let_go(chamber, lin_yue):
    def mapped():
        gc.collect()
        return [name for _, name in opening._segments]

    first = index.current(None).version.base
    assert mapped() == [first]
    a_resource(lin_yue, title="另一座模拟舱")
    second = index.current(None).version.base
    assert mapped() == [second] and first != second


def test_another_process_reads_what_one_has_written(chamber, leak, with_tiny):
    first = index.current(with_tiny)
    index._kept.clear()
    again = index.current(with_tiny)
    assert (again.key, again.ids.tolist()) == (first.key, first.ids.tolist())
    assert again is not first
    assert isinstance(again.segments[0].places.base, np.memmap)


def test_rows_come_and_go(chamber, lin_yue):
    assert list(index.current(None).row) == [chamber.pk]
    other = a_resource(lin_yue, title="另一座模拟舱")
    assert sorted(index.current(None).row) == [chamber.pk, other.pk]
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    assert list(index.current(None).row) == [other.pk]
    Resource.objects.all().delete()
    assert list(index.current(None).row) == []


def test_a_row_of_a_kind_that_is_no_more_harms_nobody(chamber, helium, leak):
    Resource.objects.filter(pk=helium.pk).update(kind="retired_kind")
    assert list(index.current(None).row) == [chamber.pk]
    assert services.match(demand=leak).considered == 1


def test_a_new_word_of_the_tree_reads_every_row_anew(chamber):
    before = index.current(None)
    Skill.objects.create(code="chamber", name="舱内操作", aliases=["随舱"])
    after = index.current(None)
    assert "舱内操作" in {subject.key for subject in facets(after, chamber).subjects}
    assert facets(before, chamber).subjects == ()


def test_a_damaged_file_is_written_anew(chamber, leak):
    ready = index.current(None)
    for path in ready.shelf.folder.glob("versions/*.json"):
        path.write_text("{")
    index._kept.clear()
    assert services.match(demand=leak).kept == 1


def test_a_version_of_another_format_is_written_anew(chamber, leak, monkeypatch):
    before = index.current(None)
    monkeypatch.setattr(shelf, "FORMAT", "index-of-tomorrow")
    index._kept.clear()
    assert services.match(demand=leak).kept == 1
    assert index.current(None).key != before.key
    with pytest.raises(shelf.Gone):
        before.shelf.version(before.key)


def test_a_text_is_encoded_once_and_read_back(chamber, leak, with_tiny):
    services.match(demand=leak)
    encoded = list(with_tiny.encoded)
    index.forget()
    services.match(demand=leak)
    assert with_tiny.encoded == encoded
    kept = [("passage", "tiny-1+head-1"), ("query", "tiny-1+head-1")]
    assert sorted(TextVector.objects.values_list("role", "model")) == kept


def test_another_model_encodes_anew_beside_the_old(chamber, leak, with_tiny):
    services.match(demand=leak)
    with_tiny.hash = "tiny-2"
    run = services.match(demand=leak)
    assert run.model == "tiny-2"
    kept = TextVector.objects.order_by("model").values_list("model", flat=True)
    assert list(kept) == ["tiny-1+head-1"] * 2 + ["tiny-2+head-1"] * 2


def test_another_way_to_read_a_text_encodes_it_anew(chamber, leak, with_tiny, monkeypatch):
    services.match(demand=leak)
    monkeypatch.setattr(textscore, "ENCODING", "head-2")
    services.match(demand=leak)
    assert TextVector.objects.filter(model="tiny-1+head-2").count() == 2


def test_a_stored_vector_is_byte_for_byte_what_was_encoded(with_tiny, db):
    made = vectors.encoded(with_tiny, vectors.PASSAGE, {"a": passage("", "密封件"), "b": passage("", "检漏")})
    again = vectors.encoded(with_tiny, vectors.PASSAGE, {"a": passage("", "密封件"), "b": passage("", "检漏")})
    assert all((made[key] == again[key]).all() for key in "ab")
    assert (made["a"] == with_tiny.encode(["密封件"], query=False)[0]).all()
    assert not made["a"].flags.writeable


def test_runs_with_vectors_repeat_byte_for_byte(chamber, helium, herbs, leak, with_tiny):
    digests = set()
    for _ in range(3):
        index.forget()
        digests.add(services.match(demand=leak).digest)
    assert len(digests) == 1
    assert not services.match(demand=leak).is_lexical


def test_many_texts_without_a_vector_wait_and_the_run_says_so(leak, chamber, lin_yue, with_tiny, monkeypatch):
    for module in (index, news):
        monkeypatch.setattr(module, "INLINE", 1)
    a_resource(lin_yue, title="中药材实训室", text=HERBS)
    run = services.match(demand=leak)
    assert (run.model, run.without_vector) == ("lexical", 2)  # no vector at all: words alone
    vectors.encoded(with_tiny, vectors.PASSAGE, {chamber.text_hash: index.read(chamber)})
    a_resource(lin_yue, title="又一间实训室", text=HERBS + "另有晒场。")
    run = services.match(demand=leak)
    assert (run.model, run.without_vector) == ("tiny-1", 2)  # too many to wait for
    said = []
    monkeypatch.setattr(index, "BATCH", 1)
    assert index.encode_missing(with_tiny, lambda done, total: said.append((done, total))) == 2
    assert said == [(1, 2), (2, 2)]
    assert services.match(demand=leak).without_vector == 0


def test_an_endpoint_that_is_down_leaves_words(leak, chamber, with_tiny, monkeypatch):
    def down(texts, *, query):
        raise Unavailable("向量服务停了")

    monkeypatch.setattr(with_tiny, "encode", down)
    assert services.match(demand=leak).is_lexical


def test_the_middle_of_the_demands_is_stored_too(chamber, leak, with_tiny):
    services.match(demand=leak)
    before = index.current(None)
    assert (before.version.demands, before.version.centre) == (0, "")
    ready = index.current(with_tiny)
    asked = vectors.stored("tiny-1+head-1", vectors.QUERY, [leak.text_hash])[leak.text_hash]
    everyday = with_tiny.encode(EVERYDAY, query=True).mean(axis=0)
    expected = (asked + PRIOR * everyday) / (PRIOR + 1)
    assert np.allclose(ready.text.space.centre, expected, atol=1e-6)


def test_meaning_finds_what_words_do_not(li_na, lin_yue, tree, with_e5):
    """The real model, once: no word in common, the same thing meant."""

    asked = "铸钢件里头有没有看不见的裂缝，得不破坏零件就查出来，越快越好。"
    answered = "用穿透成像的办法观察铸造零部件内部缺陷，不损伤工件，当天出图。"
    other = "讲解信用证、汇率避险与离岸账户的课程，面向外贸公司财务人员。"
    demand = a_demand(li_na, title="金属件内部裂纹排查", text=asked)
    right = a_resource(lin_yue, title="工业射线成像", text=answered)
    a_resource(lin_yue, title="跨境结算课程", text=other)
    run = services.match(demand=demand)
    assert (run.model, run.without_vector) == (with_e5.hash, 0)
    best = Match.objects.current().of_demand(demand).first()
    assert best.resource == right
    assert best.reasons and all(reason["feature"] != "meaning" for reason in best.reasons)
