"""A query with its text parsed: read once, then planned, described, suggested from and counted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from index.language.synonyms import Synonyms, shipped_synonyms
from index.query import Query
from index.syntax.notes import Note
from index.syntax.parser import parse
from index.syntax.serializer import write
from index.syntax.tree import Node, Value, transform, walk

__all__ = ["ParsedQuery"]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query and the tree of its text.

    `query`: as typed. `tree`: the parsed text, in which `resolve` may have looked up names.
    `notes`: the parts of the text that could not be taken as typed. `synonyms`: the other names of
    things with which the query is read.
    """

    query: Query
    tree: Node
    notes: tuple[Note, ...] = ()
    synonyms: Synonyms = field(default_factory=shipped_synonyms, compare=False, repr=False)

    @classmethod
    def of(cls, query: "Query | ParsedQuery") -> "ParsedQuery":
        """Parse a query; return one that is parsed already as it is."""
        if isinstance(query, ParsedQuery):
            return query
        parsed = parse(query.text)
        return cls(query, parsed.tree, parsed.notes)

    def values(self, field: str) -> Iterator[Value]:
        """Yield the values that the text names in a facet field, in the order typed."""
        for node in walk(self.tree):
            if isinstance(node, Value) and node.field == field:
                yield node

    def resolve(self, field: str, lookup: Callable[[str], Iterable[str]]) -> "ParsedQuery":
        """Return the query with the names in a facet field looked up; its text stays as typed.

        `lookup`: returns the values that a name stands for. Where it returns none, the planner
        compares the name with the values in the index.
        """

        def change(node: Node) -> Node:
            if isinstance(node, Value) and node.field == field:
                return replace(node, values=tuple(lookup(node.text)))
            return node

        return replace(self, tree=transform(self.tree, change))

    def with_query(self, query: Query) -> "ParsedQuery":
        """Return another query with the same text, which needs no parsing."""
        assert query.text == self.query.text, "another text has another tree"
        return replace(self, query=query)

    def with_tree(self, tree: Node) -> "ParsedQuery":
        """Return the query with another tree, its text written from that tree."""
        return replace(self, query=replace(self.query, text=write(tree)), tree=tree, notes=())
