"""Criteria in three truths: conditions over facts and answers, each citing its clause, and the amount that follows.

Pure: values in, verdict out — no database, no clock. `read` refuses what nobody could meet; an empty input never
yields 符合, and more knowledge never turns a verdict that was reached.
"""

from apps.core.criteria.amounts import Formula, Range, Sum, amount
from apps.core.criteria.conditions import AtLeast, Condition, Not, Outcome, Result, Test, all_of, any_of, evaluate
from apps.core.criteria.formulas import read_amount
from apps.core.criteria.names import CHOICE, FACT, FLAG, NUMBER, QUESTION, SET, Name, Vocabulary
from apps.core.criteria.reading import read, write
from apps.core.criteria.truth import FALSE, TRUE, UNKNOWN, Truth

__all__ = [
    "CHOICE", "FACT", "FALSE", "FLAG", "NUMBER", "QUESTION", "SET", "TRUE", "UNKNOWN",
    "AtLeast", "Condition", "Formula", "Name", "Not", "Outcome", "Range", "Result", "Sum", "Test", "Truth",
    "Vocabulary", "all_of", "amount", "any_of", "evaluate", "read", "read_amount", "write",
]  # fmt: skip
