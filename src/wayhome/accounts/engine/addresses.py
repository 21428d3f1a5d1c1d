"""Where somebody may be sent on to: a path of this site and nothing else."""

_NOT_IN_A_PATH = {"\\", "\t", "\r", "\n", "\x00"}


def own_path(wanted: str, *, otherwise: str = "/") -> str:
    r"""
    Give back a path of this site, or another one where the wanted address could lead away.

    A browser reads `//elsewhere.example` and `/\elsewhere.example` as addresses of another site, and skips tabs and
    line breaks while it reads; so such a path is not taken at all, however it goes on (WHATWG URL, 4.4).

    >>> own_path("/tips/"), own_path("//elsewhere.example"), own_path("https://elsewhere.example/")
    ('/tips/', '/', '/')
    """
    leads_away = wanted.startswith("//") or not wanted.startswith("/") or any(one in wanted for one in _NOT_IN_A_PATH)
    return otherwise if leads_away else wanted
