"""Official documents: Word from a template an operator can replace, PDF beside it where this machine can make one.

An app declares a document — its words and what may be filled in — and anybody above calls `render`.
No seal and no red head of a real body: 〔发文机关〕 and 〔印章〕 stand where a person puts them.
"""

from apps.core.documents.checking import check
from apps.core.documents.declared import Declared, Field, declare, registry
from apps.core.documents.keeping import accept, current, history, use
from apps.core.documents.pdf import NO_PDF, pdf_available
from apps.core.documents.pdf import pdf as pdf_of
from apps.core.documents.rendering import Rendered, render, template_of, version_of

__all__ = [
    "NO_PDF",
    "Declared",
    "Field",
    "Rendered",
    "accept",
    "check",
    "current",
    "declare",
    "history",
    "pdf_available",
    "pdf_of",
    "registry",
    "render",
    "template_of",
    "use",
    "version_of",
]
