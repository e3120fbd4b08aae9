"""Types made by openapi-typescript fit what the server says, under the strictest settings of TypeScript."""

from __future__ import annotations

from pathlib import Path

from tests.contract.tools import COMMITTED, program, run, with_node
from tests.servers import or_skip


def test_it_compiles_and_does_the_scenario(server: str, tmp_path: Path) -> None:
    with or_skip():
        programs, node = with_node(tmp_path), program("node")
    types = ["--output", "contract.ts", "--default-non-nullable", "false"]
    run([programs / "openapi-typescript", COMMITTED, *types], tmp_path)
    # That nothing is `any`, `refused.ts` sees to: what is wrong in it has to be an error.
    run([programs / "tsc", "--project", "."], tmp_path)
    assert run([node, "made/scenario.js", server], tmp_path) == "done\n"
