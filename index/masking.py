"""Texts for people to read, without the secrets that URLs in them may contain."""

import re

__all__ = ["masked"]

# Everything up to the last @: user and password, also where they should have been quoted.
_USER_INFO = re.compile(r"(:/{0,2}).*@", re.DOTALL)
# The values of parameters. Only those are shown whose name is harmless.
_PARAMETER = re.compile(r"([?&;])([^=&;#\s]*)=([^&;#\s]*)")
_HARMLESS = frozenset({"shards", "replicas", "sslmode", "target_session_attrs", "options", "host"})


def masked(text: str) -> str:
    """Return a text with `***` for users, passwords and parameters in its URLs.

    >>> masked("opensearch://lan:mật@host/khobao?token=abc&shards=3")
    'opensearch://***@host/khobao?token=***&shards=3'
    """
    return _PARAMETER.sub(_shown, _USER_INFO.sub(r"\1***@", text))


def _shown(parameter: re.Match[str]) -> str:
    sign, name, value = parameter.groups()
    return f"{sign}{name}={value if name in _HARMLESS else '***'}"
