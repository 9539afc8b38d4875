"""Attachments: seen as their record is, handed out as downloads, removed by who brought them, swept when nobody's."""

import os
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.rules import is_member
from apps.core import files, journal, rules
from apps.core.errors import Conflict, Defects
from apps.core.files import attaching, store
from apps.core.models import Attachment
from tests.core import uploads
from tests.factories.demands import DemandFactory

pytestmark = pytest.mark.django_db
RULE = "demands.demand.attach"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def taking():
    """Demands take files from their owners while a test runs."""
    kept = rules.registered().get(RULE)
    rules.registered().set_rule(RULE, is_member)
    yield
    rules.registered().remove_rule(RULE)
    if kept is not None:
        rules.registered().add_rule(RULE, kept)


@pytest.fixture
def demand(li_na):
    return DemandFactory(organization=li_na.organization, state="draft")


def upload(name="证书 1.pdf", data=None, type="application/pdf"):
    return SimpleUploadedFile(name, uploads.pdf() if data is None else data, type)


@pytest.fixture
def certificate(taking, demand, li_na):
    return files.attach(demand, upload(), actor=li_na, purpose="evidence")


def test_a_file_is_kept_once_by_its_hash_for_our_eyes_only(certificate, demand, li_na, media):
    path = store.place(certificate.sha256)
    assert path.read_bytes() == uploads.pdf()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    again = files.attach(demand, upload("另一个名字.pdf"), actor=li_na)
    assert (again.sha256, len(list(store.stored()))) == (certificate.sha256, 1)
    assert [row.name for row in files.of(demand)] == ["证书 1.pdf", "另一个名字.pdf"]
    assert [row.name for row in files.of(demand, "evidence")] == ["证书 1.pdf"]
    assert [entry.verb for entry in journal.of(demand)[:2]] == ["attach", "attach"]


def test_a_refused_file_leaves_nothing(taking, demand, li_na):
    with pytest.raises(Defects):
        files.attach(demand, upload("a.pdf", b"MZ"), actor=li_na)
    with pytest.raises(Defects, match="还没有选文件"):
        files.attach(demand, None, actor=li_na)
    assert (Attachment.objects.count(), list(store.stored())) == (0, [])


def test_a_file_too_large_is_refused_unread(taking, demand, li_na):
    class Large:
        name, content_type, size = "a.pdf", "application/pdf", files.MAX_BYTES + 1

        def read(self):
            pytest.fail("it was read")

    with pytest.raises(Defects, match="超过上限 20 MB"):
        files.attach(demand, Large(), actor=li_na)


def test_a_record_takes_so_many_and_no_more(taking, demand, li_na, monkeypatch):
    monkeypatch.setattr(attaching, "MOST", 1)
    files.attach(demand, upload(), actor=li_na)
    with pytest.raises(Conflict, match="最多 1 个"):
        files.attach(demand, upload("b.pdf"), actor=li_na)


def test_a_model_without_a_rule_takes_none(demand, li_na):
    kept = rules.registered().get(RULE)
    if kept is not None:
        pytest.skip("demands take files by a rule of their own")
    with pytest.raises(LookupError):
        files.attach(demand, upload(), actor=li_na)


def test_only_who_the_record_names_attaches(taking, demand, he_jun):
    with pytest.raises(PermissionDenied):
        files.attach(demand, upload(), actor=he_jun)


def test_seen_is_the_twin_of_the_rule(taking, personas):
    owner = personas["li_na"]
    demands = [DemandFactory(organization=owner.organization, state=s) for s in ("draft", "submitted", "published")]
    rows = [files.attach(one, upload(), actor=owner) for one in demands]
    for who, actor in personas.items():
        seen = set(Attachment.objects.visible_to(actor))
        assert seen == {row for row in rows if rules.allowed(actor, "view", row)}, who
        assert (rows[0] in seen) == (actor.organization_id == owner.organization_id), who


def test_a_download_is_never_shown_or_run(certificate, browser, li_na, he_jun):
    response = browser(li_na).get(certificate.get_absolute_url())
    assert (response.status_code, b"".join(response.streaming_content)) == (200, uploads.pdf())
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%AF%81%E4%B9%A6%201.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert browser(he_jun).get(certificate.get_absolute_url()).status_code == 404


def test_a_lost_content_is_not_found(certificate, browser, li_na):
    store.place(certificate.sha256).unlink()
    assert browser(li_na).get(certificate.get_absolute_url()).status_code == 404


def test_uploading_and_removing_on_the_page(taking, demand, browser, li_na, he_jun):
    url = reverse("attach", args=["demands", "demand", demand.pk])
    assert browser(he_jun).post(url, {"file": upload()}).status_code == 404
    back = demand.get_absolute_url()
    assert browser(li_na).post(url, {"file": upload(), "next": back}).headers["Location"] == back
    refused = browser(li_na).post(url, {"file": upload("a.svg", b"<svg/>", "image/svg+xml")})
    assert (refused.status_code, "请另存为 .png 再传" in refused.content.decode()) == (400, True)
    row = Attachment.objects.get()
    gone = reverse("attachment-remove", args=[row.pk])
    assert browser(he_jun).post(gone).status_code == 404
    assert browser(li_na).post(gone, {"next": back}).headers["Location"] == back
    assert not Attachment.objects.exists()
    assert journal.of(demand)[0].verb == "detach"


def test_only_who_brought_it_removes_it(certificate, demand, he_jun, li_na):
    Attachment.objects.filter(pk=certificate.pk).update(organization_id=he_jun.organization_id)
    certificate.refresh_from_db()
    with pytest.raises(PermissionDenied):
        files.remove(certificate, actor=li_na)


def test_an_unknown_model_takes_nothing(browser, li_na):
    for app, model in (("demands", "nothing"), ("auth", "user"), ("core", "job")):
        assert browser(li_na).post(reverse("attach", args=[app, model, 1])).status_code == 404


def test_the_sweep_forgets_what_nobody_names_and_nothing_else(certificate, demand, li_na):
    other = files.attach(demand, upload("b.txt", "纪要".encode(), "text/plain"), actor=li_na)
    files.remove(other, actor=li_na)
    left = store.folder() / "aa" / ".new-killed"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half")
    assert files.sweep() == 0  # too young: somebody may be writing them
    assert files.sweep(now=time.time() + 2 * attaching.ORPHANED) == 2
    assert [path.name for path in store.stored()] == [certificate.sha256]


def test_the_sweep_takes_files_whose_record_is_gone(certificate, demand):
    demand.delete()
    old = time.time() - 2 * attaching.ORPHANED
    os.utime(store.place(certificate.sha256), (old, old))
    assert files.sweep() == 1
    assert not Attachment.objects.exists()
