"""Why a file cannot be read, as a word that the catalogue has sentences for."""

from __future__ import annotations


def why_unreadable(fault: OSError | ValueError) -> str:
    """Return the reason of a problem (catalogue keys ``problem.<reason>.expected`` and ``.fix``).

    Examples
    --------
    >>> why_unreadable(FileNotFoundError()), why_unreadable(OSError())
    ('file_missing', 'file_unreadable')
    """
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return "file_missing"
    if isinstance(fault, IsADirectoryError):
        return "file_is_folder"
    if isinstance(fault, PermissionError):
        return "file_forbidden"
    return "file_unreadable"
