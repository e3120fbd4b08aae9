"""A Java client made by openapi-generator compiles without a warning and does the scenario."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import yaml

from tests.contract.tools import COMMITTED, HERE, openapi_generator, program, run
from tests.servers import or_skip

SETTINGS: Final = {
    "invokerPackage": "claimcheck",
    "apiPackage": "claimcheck.api",
    "modelPackage": "claimcheck.model",
    "annotationLibrary": "none",
    "documentationProvider": "none",
    "openApiNullable": "false",
    "supportUrlQuery": "false",
    # One object with the parameters of an operation: a new one does not change the method.
    "useSingleRequestParameter": "true",
    "useJakartaEe": "false",
    "hideGenerationTimestamp": "true",
}
MADE: Final = (
    "apis",
    "models",
    "supportingFiles",
    "apiTests=false",
    "modelTests=false",
    "apiDocs=false",
    "modelDocs=false",
)
# What its templates have everywhere: Jackson's older names, and serializers without a serial number.
WARNINGS: Final = "all,-deprecation,-serial"
# What the generator says of any document of this version, and that it shows only simple examples.
USUAL: Final = ("3.1 support is still in beta", "Failed to get the schema name: null", "Ignoring complex example")
# None of these runs long enough for the optimizing compiler to pay.
SHORT: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def lists() -> dict[str, str]:
    """The arrays that have a name, with what they hold.

    They are alternatives to other things, and of those the generator makes no class. It is told to find them.
    """
    schemas = yaml.load(COMMITTED.read_text(), Loader=yaml.CSafeLoader)["components"]["schemas"]
    arrays = {name: schema["items"]["$ref"] for name, schema in schemas.items() if schema.get("type") == "array"}
    return {name: reference.rpartition("/")[2] for name, reference in arrays.items()}


def written_by_hand(directory: Path) -> list[Path]:
    """What the generated code needs and does not bring along."""
    files = {"javax/annotation/Generated.java": "public @interface Generated { String[] value(); String comments(); }"}
    for name, item in lists().items():
        body = "{ private static final long serialVersionUID = 1; }"
        files[f"claimcheck/model/{name}.java"] = f"public final class {name} extends java.util.ArrayList<{item}> {body}"
    for file, text in files.items():
        path = directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"package {path.parent.relative_to(directory).as_posix().replace('/', '.')};\n{text}\n")
    return [directory / file for file in files]


def test_it_compiles_and_does_the_scenario(server: str, tmp_path: Path) -> None:
    with or_skip():
        java, javac = program("java"), program("javac")
    jar = openapi_generator()
    generate: list[str | Path] = ["generate", "--generator-name", "java", "--library", "native", "-i", COMMITTED]
    mapped = ",".join(f"{name}={name}" for name in lists())
    settings = ",".join(f"{name}={value}" for name, value in SETTINGS.items())
    options = ["--schema-mappings", mapped, "--additional-properties", settings, "--global-property", ",".join(MADE)]
    said = run([java, *SHORT, "-jar", jar, *generate, "--output", "made", *options], tmp_path)
    faults = [line for line in said.splitlines() if "ERROR" in line or "WARN" in line]
    assert [line for line in faults if not any(usual in line for usual in USUAL)] == []
    sources = tmp_path / "made/src/main/java"
    assert [path.name for path in sources.rglob("Inline*")] == []
    files = [
        *sources.rglob("*.java"),
        *written_by_hand(sources),
        Path(shutil.copy(HERE / "java/Scenario.java", tmp_path)),
    ]
    (tmp_path / "files").write_text("\n".join(str(path) for path in {*files}))
    run(
        [
            javac,
            *(f"-J{each}" for each in SHORT),
            f"-Xlint:{WARNINGS}",
            "-Werror",
            "-proc:none",
            "-cp",
            jar,
            "-d",
            "classes",
            "@files",
        ],
        tmp_path,
    )
    assert run([java, *SHORT, "-cp", f"classes:{jar}", "Scenario", server], tmp_path) == "done\n"
