"""The kinds of sessions as types, so that the documents list those that are declared."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Literal, TypeAlias

from storage.session.kind import Facts
from storage.session.kinds import DELETABLE, KINDS, WITH_JOBS

if TYPE_CHECKING:
    ListedKind: TypeAlias = str
    DeletableKind: TypeAlias = str
    JobKind: TypeAlias = str
    RowKind: TypeAlias = str
    RowFacts: TypeAlias = Facts
else:
    FACTS = {name: kind.facts for name, kind in KINDS.items() if kind.facts is not None}
    ListedKind = Literal[tuple(KINDS)]
    DeletableKind = Literal[DELETABLE]
    JobKind = Literal[(*WITH_JOBS, "admin")]
    RowKind = Literal[tuple(FACTS)]
    RowFacts = reduce(or_, FACTS.values())
