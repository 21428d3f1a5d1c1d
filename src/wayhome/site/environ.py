"""
A request of RSGI, written as WSGI has it (PEP 3333).

Whatever charset a request names, ours is UTF-8. Django would take any codec of Python, among them some that are no
text, and fail before a page of ours can answer. A header whose name has an underscore could pass for one that the proxy
sets, since both become the same variable: it is left out. So is, by the server, a header that holds more than ASCII.
"""

import re
import sys
from typing import Any

from wayhome.site.bodies import Body

_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)
_BETWEEN = {"HTTP_COOKIE": "; "}  # the sign between two headers of one name, where it is no comma


def environ_of(scope: Any, body: Body) -> dict[str, Any]:
    """
    Write a request for Django.

    Args:
        scope: what the server knows of it.
        body: what came. Of one that is too large the size alone is told, as a form's: Django refuses it by that.
    """
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body.held,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ |= _headers(scope)
    body.held.seek(0)
    environ["CONTENT_LENGTH"] = str(body.size_bytes)
    kind = environ.pop("HTTP_CONTENT_TYPE", "") if body.is_whole else "application/x-www-form-urlencoded"
    environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)
    return environ


def _headers(scope: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in scope.headers.items():
        key = "HTTP_" + name.upper().replace("-", "_")
        if "_" not in name and key != "HTTP_CONTENT_LENGTH":
            found[key] = f"{found[key]}{_BETWEEN.get(key, ',')}{text}" if key in found else text
    if scope.authority:
        found.setdefault("HTTP_HOST", scope.authority)
    return found
