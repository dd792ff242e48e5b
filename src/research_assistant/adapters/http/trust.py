"""Whose certificates are believed."""

import ssl
from pathlib import Path

import certifi

from research_assistant.domain.errors import FetchFailed


def trusting(certificates: Path | None) -> ssl.SSLContext:
    """Return a context that believes this machine's authorities, the public ones, and those of a file.

    Args:
        certificates: The operator's own, in PEM; `None` for none.

    Raises:
        FetchFailed: The file cannot be used.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if certificates is not None:
        try:
            context.load_verify_locations(certificates)
            # From Python 3.13 on, authorities are held to rules that those of many proxies never heard of.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        except (OSError, ssl.SSLError) as error:
            why = error.strerror if not isinstance(error, ssl.SSLError) else "it holds no certificate in PEM"
            raise FetchFailed(
                f"SSL_CERT_FILE, {certificates}, cannot be used: {why}.",
                next_step="Name a file of certificates in PEM that this user may read, or leave SSL_CERT_FILE away.",
                cause="certificates",
            ) from error
    return context
