"""Linked data in pages: schema.org objects as the content of a `script` element."""

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

__all__ = ["person_ld", "script"]


def person_ld(name: str, same_as: Sequence[str]) -> dict[str, object]:
    """Return a person as schema.org has it; `same_as`: URIs in authority files."""
    return {"@type": "Person", "name": name} | ({"sameAs": list(same_as)} if same_as else {})


def script(thing: Mapping[str, object]) -> Markup:
    """Return an object without what is empty, safe inside a `script` element."""
    held = {key: value for key, value in thing.items() if value}
    text = json.dumps({"@context": "https://schema.org", **held}, ensure_ascii=False)
    # No `</script>` and no `<!--` can stand in it so; line separators are no JavaScript here.
    return Markup(text.replace("<", "\\u003c"))
