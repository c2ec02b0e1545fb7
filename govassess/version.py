"""The version of govassess."""

VERSION = "0.1.0"
