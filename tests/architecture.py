"""The one house rule that import-linter has no word for: rooms meet at their doors."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Let a room be imported from another room only through its doors."""

    type_name = "doors"

    root = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Collect every import that enters another room by anything but a door."""
        trespasses = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._trespasses(importer, imported)
        )
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each trespass and the doors that stand open instead."""
        for importer, imported in check.metadata["trespasses"]:
            output.print_error(f"{importer} enters {imported}; use one of its doors: {', '.join(sorted(self.doors))}.")

    def _trespasses(self, importer: str, imported: str) -> bool:
        home, other = importer.split("."), imported.split(".")
        if other[0] != self.root or len(other) < 3 or home[:2] == other[:2]:
            return False
        if "tests" in home:  # a test sets up the rooms below its own, and looks inside; it is in no wheel
            return False
        return other[1] not in self.open_rooms and other[2] not in self.doors
