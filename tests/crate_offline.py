"""Run roc-validator without a network: the JSON-LD context comes from the rocrate package.

Run by the outside checkers' own Python (.cache/clients), not by pytest.
"""

import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    import requests
    import rocrate
    from rocrate_validator import services
    from rocrate_validator.models import Severity, ValidationSettings
    from rocrate_validator.utils.http import HttpRequester

    context = (Path(rocrate.__file__).parent / "data/ro-crate.jsonld").read_bytes()

    def answer(_: object, url: str, **__: Any) -> requests.Response:
        """Give the context for any address, and nothing else is ever asked for."""
        response = requests.Response()
        response.status_code = 200
        response.url = url
        response.headers["Content-Type"] = "application/ld+json"
        response._content = context
        return response

    HttpRequester.get = answer
    result = services.validate(
        ValidationSettings(
            rocrate_uri=sys.argv[1],
            profile_identifier="ro-crate-1.1",
            requirement_severity=Severity.REQUIRED,
        )
    )
    for issue in result.get_issues():
        print(f"{issue.severity.name}: {issue.check.identifier} {issue.message}")
    sys.exit(not result.passed())
