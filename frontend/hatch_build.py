"""Put the compiled script and style into the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The hook is run as a file, without a package around it.
sys.path.insert(0, str(Path(__file__).parent))
from bundle import HERE, bundle


class FrontendHook(BuildHookInterface):
    """Compile before the wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into the package, whose static files are named as artifacts."""
        bundle(HERE / "wayhome_frontend" / "static" / "wayhome")
