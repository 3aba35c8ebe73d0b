"""ISSN, the number of a serial (ISO 3297), and its check digit."""

import re

__all__ = ["issn"]

_ISSN = re.compile(r"(?:ISSN[\s:]*)?([0-9]{4})[\s-]?([0-9]{3})([0-9Xx])", re.ASCII | re.IGNORECASE)


def issn(text: str) -> str:
    """Return an ISSN in its usual form; raise ValueError if it is none.

    The check digit makes the sum of the digits, weighted 8 to 1, a multiple of 11; X is 10.

    >>> issn("issn 0378 5955"), issn("2434561X")
    ('0378-5955', '2434-561X')
    """
    found = _ISSN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not an ISSN, which has eight digits as in 0378-5955")
    digits = f"{found[1]}{found[2]}{found[3].upper()}"
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if sum(value * weight for value, weight in zip(values, range(8, 0, -1), strict=True)) % 11:
        raise ValueError(f"the check digit of the ISSN {text!r} is wrong")
    return f"{digits[:4]}-{digits[4:]}"
