"""One appointment as a calendar file (RFC 5545): what phones and mail programs put into a diary."""

from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75  # octets of a line; the rest goes on in the next one


@dataclass(frozen=True)
class Appointment:
    """What a diary wants to know; `revision` grows with every change, so that a newer file replaces an older one."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    stamp: datetime
    place: str = ""
    text: str = ""
    url: str = ""
    revision: int = 0
    is_off: bool = False


def write(one: Appointment) -> bytes:
    """The file's bytes; moments in UTC, lines folded at 75 octets and ended by CRLF."""
    said = [("LOCATION", escaped(one.place)), ("DESCRIPTION", escaped(one.text)), ("URL", one.url)]
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//lingang//events//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("BEGIN", "VEVENT"),
        ("UID", one.uid),
        ("SEQUENCE", str(one.revision)),
        ("DTSTAMP", moment(one.stamp)),
        ("DTSTART", moment(one.starts)),
        ("DTEND", moment(one.ends)),
        ("SUMMARY", escaped(one.title)),
        *((name, value) for name, value in said if value),
        ("STATUS", "CANCELLED" if one.is_off else "CONFIRMED"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]
    return b"".join(folded(f"{name}:{value}") for name, value in lines)


def moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """TEXT of the standard: backslash, semicolon and comma are escaped, a line end is written \\n."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> bytes:
    """Cut between characters, never within one; a line that goes on begins with a blank."""
    rows, row = [], b""
    for character in line:
        octets = character.encode()
        if len(row) + len(octets) > LONGEST:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"
