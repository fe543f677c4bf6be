"""No two files import each other, in a circle of any length; what is imported for types alone counts as well."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

FLOORS = ("bot", "handlers", "schedules", "storage")


def circle(graph: grimp.ImportGraph) -> list[str]:
    """Modules of which each is imported by the next, and the last is the first again; nothing where there is none."""
    try:
        TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_circle_of_imports():
    graph = grimp.build_graph(*FLOORS, exclude_type_checking_imports=False, cache_dir=None)
    assert len(graph.modules) > 200
    assert circle(graph) == []


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_circle_is_seen(length):
    names = [f"storage.room_{number}" for number in range(length)]
    graph = grimp.ImportGraph()
    for importer, imported in zip(names, [*names[1:], names[0]], strict=True):
        graph.add_import(importer=importer, imported=imported)
    assert set(circle(graph)) == set(names)
