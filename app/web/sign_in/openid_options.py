"""The service that signs people in, as the settings name it; its secret is in the environment or the keyring."""

from __future__ import annotations

from app.web.sign_in.sign_in_bodies import OPENID_BACK
from integrations.openid.openid_provider import OpenidOptions
from operations.installation.configuration import Settings
from operations.installation.service_secrets import ServiceSecrets

SECRET = "KASSA_OPENID_SECRET"  # noqa: S105 - the name of a variable


def openid_options(settings: Settings, here: str) -> OpenidOptions | None:
    """The service; ``here`` is the address under which the browser sees the shop. ``None`` where none is named.

    Raises :class:`store.signing.key_ring.KeysUnavailable` for a file with the secret that cannot be read.
    """
    if not settings.openid_issuer or not settings.openid_client_id:
        return None
    secret = ServiceSecrets(settings.keys).find(SECRET)
    back = (settings.public_url or here) + OPENID_BACK
    return OpenidOptions(settings.openid_issuer, settings.openid_client_id, secret.text if secret else "", back)
