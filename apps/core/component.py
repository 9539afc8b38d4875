"""The contract of a template component: which parameters it takes, read from its first comment.

`{# ui: state size="" @request #}` says: `state` is required, `size` may be left out and is then empty,
and the component sees `request`. Whatever is not written there does not exist inside the component.
"""

import ast
import re
from dataclasses import dataclass

from django.template import TemplateSyntaxError

COMMENT = re.compile(r"\A\s*\{#\s*ui:(?P<body>[^\n]*?)#\}")
PIECE = re.compile(r"""\s*(?P<name>@?[a-z_][a-z0-9_]*)(?:=(?P<default>"[^"]*"|'[^']*'|[^\s"']+))?(?=\s|$)""")
AMBIENT = frozenset({"request", "csrf_token"})


@dataclass(frozen=True)
class Contract:
    """Parameters of one component; `ambient` names what it may take from the page around it."""

    component: str
    required: frozenset[str]
    defaults: dict
    ambient: frozenset[str]

    def check(self, given: set[str]) -> None:
        """Refuse a call that leaves something out or adds something."""
        if missing := sorted(self.required - given):
            raise TemplateSyntaxError(f'{{% ui "{self.component}" %}} lacks {", ".join(missing)}')
        if unknown := sorted(given - self.required - set(self.defaults)):
            raise TemplateSyntaxError(f'{{% ui "{self.component}" %}} does not take {", ".join(unknown)}')


def read(component: str, source: str) -> Contract:
    """The contract written at the top of a component's source."""
    found = COMMENT.match(source)
    if not found:
        raise TemplateSyntaxError(f"templates/ui/{component}.html must begin with a contract: {{# ui: … #}}")
    required, defaults, ambient, position = set(), {}, set(), 0
    body = found["body"].rstrip()
    while position < len(body):
        piece = PIECE.match(body, position)
        if not piece:
            raise TemplateSyntaxError(f"templates/ui/{component}.html: cannot read the contract at “{body[position:]}”")
        name, default, position = piece["name"], piece["default"], piece.end()
        if name.startswith("@"):
            ambient.add(name[1:])
        elif default is None:
            required.add(name)
        else:
            defaults[name] = _literal(component, default)
    if strange := sorted(ambient - AMBIENT):
        raise TemplateSyntaxError(f"templates/ui/{component}.html may not take @{', @'.join(strange)}")
    return Contract(component, frozenset(required), defaults, frozenset(ambient))


def _literal(component: str, text: str):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise TemplateSyntaxError(f"templates/ui/{component}.html: the default {text} is not a literal") from None
