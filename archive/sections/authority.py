"""Sections after all decisions: which path a path in a report stands for.

Spellings of a name that differ by case, by the place of a tone or by the kind of a dash are one by
rule. Decisions make other paths one, or keep a spelling apart. A decision about a path applies to
the sections below it too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.decision import Decision, Logged, standing
from archive.sections.names import best_name, section_key
from index.language.spelling import normalise

__all__ = ["KINDS", "SectionMerge", "SectionSeparation", "Sections", "normalised", "paths_in"]

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionMerge(Decision):
    """Reports of `section`, and of the sections below it, are listed under `target`."""

    TYPED = ("target",)

    section: Path
    target: Path


@dataclass(frozen=True, slots=True)
class SectionSeparation(Decision):
    """`section` is not the same as the sections that rules take for one with it."""

    section: Path


KINDS: tuple[type[Decision], ...] = (SectionMerge, SectionSeparation)
"""The kinds of decisions about sections."""


class Sections:
    """The sections that follow from a log of decisions and from the names in the archive.

    `names`: the spellings of each name by `section_key`.
    """

    def __init__(
        self, log: Iterable[Logged] = (), names: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._names = {each: tuple(sorted(some)) for each, some in (names or {}).items()}
        self._merged: dict[Path, Path] = {}
        # Spellings that are kept apart, and where those of them are listed that were merged since.
        self._separate: set[Path] = set()
        self._moved: dict[Path, Path] = {}
        for logged in standing(log):
            match logged.decision:
                case SectionMerge(section, target) if section in self._separate:
                    self._moved[section] = target
                case SectionMerge(section, target):
                    self._merge(section, target)
                case SectionSeparation(section):
                    self._separate.add(section)
                    self._moved.pop(section, None)

    def shown(self, path: Path) -> Path:
        """Return the path under which reports with this one are listed.

        >>> Sections().shown(("THỜI SỰ", "Giao thông"))
        ('Thời sự', 'Giao thông')
        """
        best, kept = self._by_rule(path), self._separated(path)
        if path[:kept] in self._moved:
            moved = self._by_rule(self._moved[path[:kept]])
            best, kept = _without_repeats((*moved, *path[kept:])), 0
        passed = {best}
        while not kept:
            target = self._target(best)
            if target is None or target in passed:
                break
            best = target
            passed.add(best)
        return best

    def consequences(self) -> tuple[object, ...]:
        """Return all that the log leads to; equal if two logs lead to the same."""
        return self._merged, self._separate, self._moved

    def names_in(self) -> set[str]:
        """Return the names to which decisions lead, as written there."""
        targets = (*self._merged.values(), *self._moved.values())
        return {name for target in targets for name in target}

    def _by_rule(self, path: Path) -> Path:
        kept = self._separated(path)
        rest = (best_name(name, self._names.get(section_key(name), ())) for name in path[kept:])
        # «Thời sự › THỜI SỰ» are a link and a heading.
        return _without_repeats((*path[:kept], *rest))

    def are_one_by_rule(self, path: Path, other: Path) -> bool:
        """Return True if two paths are spellings of one, of which none is kept apart.

        >>> Sections().are_one_by_rule(("CHÍNH TRỊ",), ("Chính trị",))
        True
        """
        return _keys(path) == _keys(other) and not any(map(self._separated, (path, other)))

    def _separated(self, path: Path) -> int:
        """Return the length of the longest beginning of a path that is kept apart."""
        return next((n for n in range(len(path), 0, -1) if path[:n] in self._separate), 0)

    def _target(self, path: Path) -> Path | None:
        """Return the path that a path was merged into, by its longest beginning; None if none."""
        for length in range(len(path), 0, -1):
            target = self._merged.get(_keys(path[:length]))
            if target is not None:
                return _without_repeats((*self._by_rule(target), *path[length:]))
        return None

    def _merge(self, section: Path, target: Path) -> None:
        mine, other = _keys(section), _keys(target)
        # A merger in the other direction is overruled: from now on under this name.
        seen = {mine}
        while other in self._merged and other not in seen:
            seen.add(other)
            following = _keys(self._merged[other])
            if following == mine:
                del self._merged[other]
                break
            other = following
        if mine != _keys(target):
            self._merged[mine] = target


def _keys(path: Path) -> Path:
    return tuple(map(section_key, path))


def _without_repeats(path: Path) -> Path:
    """Return a path without names that repeat the one before.

    >>> _without_repeats(("Thời sự", "Thời sự"))
    ('Thời sự',)
    """
    return tuple(name for at, name in enumerate(path) if at == 0 or name != path[at - 1])


def paths_in(decision: Decision) -> Iterator[Path]:
    """Yield the paths that a decision names."""
    match decision:
        case SectionMerge(section, target):
            yield from (section, target)
        case SectionSeparation(section):
            yield section


def normalised(decision: Decision) -> Decision:
    """Return a decision with its paths in NFC; raise ValueError if a path is impossible."""
    match decision:
        case SectionMerge(section, target):
            made = replace(decision, section=_path(section), target=_path(target))
            if _keys(made.section) == _keys(made.target):
                return made
            if _keys(made.target)[: len(section)] == _keys(made.section):
                raise ValueError(f"{' › '.join(target)!r} is below {' › '.join(section)!r}")
            return made
        case SectionSeparation(section):
            return replace(decision, section=_path(section))
    return decision


def _path(path: Path) -> Path:
    made = tuple(" ".join(normalise(name).split()) for name in path)
    if not made or not all(made):
        raise ValueError("a section needs a name")
    return made
