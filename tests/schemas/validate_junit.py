"""Holds JUnit reports against the schema that Jenkins reads them by: no validator of XML Schema is written in Rust.

python validate_junit.py FOLDER
"""

import pathlib
import sys

import xmlschema


def main(folder: str) -> int:
    reports = sorted(pathlib.Path(folder).glob("*.xml"))
    if not reports:
        print(f"there are no reports in {folder}", file=sys.stderr)
        return 2
    schema = xmlschema.XMLSchema(pathlib.Path(__file__).with_name("junit-10.xsd"))
    faults = [f"{report}: {fault.path}: {fault.reason}" for report in reports for fault in schema.iter_errors(report)]
    print("\n".join(faults) or f"{len(reports)} reports follow the schema")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
