"""The worker's index: refreshed row by row, vectors stored once, meaning compared when the model is there."""

import numpy as np
import pytest

from apps.core import lifecycle
from apps.listings import services as listings
from apps.matching import services, textscore
from apps.matching.embedders.base import Unavailable
from apps.matching.models import Match, TextVector
from apps.matching.services import index, vectors
from apps.matching.textscore import passage
from apps.resources.models import Resource
from apps.taxonomy.models import Skill
from tests.factories.matching import HERBS, a_demand, a_resource

pytestmark = pytest.mark.django_db


def test_nothing_changed_costs_a_query_for_each_table_watched(chamber, django_assert_num_queries):
    first = index.current(None)
    with django_assert_num_queries(3):  # terms, skills, resources
        assert index.current(None) is first


def test_only_the_row_that_changed_is_read_again(chamber, helium, lin_yue):
    before = index.current(None).entries
    listings.update(helium, {**helium.values(), "price_per_hour": 900}, actor=lin_yue, version=helium.version)
    after = index.current(None).entries
    assert after[chamber.pk] is before[chamber.pk]
    assert after[helium.pk].facets.price_per_hour == 900


def test_rows_come_and_go(chamber, lin_yue):
    assert index.current(None).ids == [chamber.pk]
    other = a_resource(lin_yue, title="另一座模拟舱")
    assert index.current(None).ids == [chamber.pk, other.pk]
    lifecycle.move(chamber, "withdraw", actor=lin_yue)
    assert index.current(None).ids == [other.pk]
    Resource.objects.all().delete()
    assert index.current(None).ids == []


def test_a_row_of_a_kind_that_is_no_more_harms_nobody(chamber, helium, leak):
    Resource.objects.filter(pk=helium.pk).update(kind="retired_kind")
    assert index.current(None).ids == [chamber.pk]
    assert services.match(demand=leak).considered == 1


def test_a_new_word_of_the_tree_reads_every_row_anew(chamber):
    before = index.current(None)
    Skill.objects.create(code="chamber", name="舱内操作", aliases=["随舱"])
    after = index.current(None)
    assert "舱内操作" in {subject.word for subject in after.entries[chamber.pk].facets.subjects}
    assert before.entries[chamber.pk].facets.subjects == ()


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
    monkeypatch.setattr(index, "INLINE", 1)
    a_resource(lin_yue, title="中药材实训室", text=HERBS)
    run = services.match(demand=leak)
    assert (run.model, run.without_vector) == ("lexical", 2)  # no vector at all: words alone
    vectors.encoded(with_tiny, vectors.PASSAGE, {chamber.text_hash: index.read(chamber)})
    a_resource(lin_yue, title="又一间实训室", text=HERBS + "另有晒场。")
    run = services.match(demand=leak)
    assert (run.model, run.without_vector) == ("tiny-1", 2)  # too many to wait for
    said = []
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
    assert index.current(with_tiny).text.space.demands.shape == (1, with_tiny.dim)
    assert np.allclose(np.linalg.norm(index.current(with_tiny).text.space.demands, axis=1), 1)


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
