"""A component takes what its first comment says, and nothing else."""

import pytest
from django.template import Context, Engine, TemplateSyntaxError

from apps.core import component


def test_the_comment_names_required_optional_and_ambient_parameters():
    contract = component.read("card", '{# ui: title size="" count=3 open=False actions=() @request #}\n<p></p>')
    assert contract.required == frozenset({"title"})
    assert contract.defaults == {"size": "", "count": 3, "open": False, "actions": ()}
    assert contract.ambient == frozenset({"request"})


def test_a_component_may_take_nothing():
    assert component.read("rule", "{# ui: #}<hr>").required == frozenset()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>{{ title }}</p>", "must begin with a contract"),
        ("{# a comment #}{# ui: title #}", "must begin with a contract"),
        ("{# ui: title, size #}", "cannot read the contract"),
        ("{# ui: size=large #}", "is not a literal"),
        ("{# ui: @session #}", "may not take @session"),
    ],
)
def test_a_contract_that_cannot_be_kept_is_refused(source, words):
    with pytest.raises(TemplateSyntaxError, match=words):
        component.read("card", source)


@pytest.fixture
def card(tmp_path, settings):
    """One component in a folder of its own: `title` required, `size` optional, the request let in."""
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "card.html").write_text(
        '{# ui: title size="m" @request #}{{ title }}|{{ size }}|{{ secret }}|{{ request }}'
    )
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    return Engine.get_default()


def render(engine, source, **context):
    return engine.from_string(source).render(Context(context))


def test_defaults_fill_in_and_values_come_through(card):
    assert render(card, '{% ui "card" title=name %}', name="标题") == "标题|m||None"
    assert render(card, '{% ui "card" title="a" size="l" %}') == "a|l||None"


def test_nothing_leaks_in_but_what_the_contract_lets_in(card):
    assert render(card, '{% ui "card" title="a" %}', secret="密", request="R") == "a|m||R"


def test_values_are_escaped(card):
    assert render(card, '{% ui "card" title=name %}', name="<b>") == "&lt;b&gt;|m||None"


def test_the_result_can_be_kept_under_a_name(card):
    assert render(card, '{% ui "card" title="a" as kept %}[{{ kept }}]') == "[a|m||None]"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('{% ui "card" %}', "lacks title"),
        ('{% ui "card" title="a" colour="red" %}', "does not take colour"),
        ('{% ui "card" title="a" request=1 %}', "does not take request"),
        ('{% ui "card" "a" %}', "name=value"),
        ("{% ui card title=1 %}", "in quotes"),
        ("{% ui %}", "in quotes"),
    ],
)
def test_a_call_that_breaks_the_contract_fails_when_the_page_is_read(card, call, words):
    with pytest.raises(TemplateSyntaxError, match=words):
        card.from_string(call)
