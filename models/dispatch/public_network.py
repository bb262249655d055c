"""Which addresses of the internet protocol are those of the public internet. Pure.

Whoever may name an address to which the shop sends something could have it ask machines of the shop's own network, or
the service that hands a rented machine its secrets (server-side request forgery, OWASP ASVS 5.0.0 section 1.3.6).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

#: Public by their numbers, but answered by the machine's own provider.
_OF_PROVIDERS = frozenset({IPv4Address("168.63.129.16")})
#: Translated to the version 4 address in the last 32 bits (RFC 6052).
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
#: Only these are given out to the public internet (RFC 4291 section 2.4).
_GIVEN_OUT = IPv6Network("2000::/3")


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, in whatever form it is written.

    >>> [is_public(each) for each in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0")]
    [True, False, False, False, False, False]
    >>> [is_public(each) for each in ("2a00:1450::1", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1%eth0")]
    [True, False, False, False, False]
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _OF_PROVIDERS
    hidden = _hidden_in(address)
    if hidden:
        return all(is_public(str(each)) for each in hidden)
    return address in _GIVEN_OUT and address.is_global and not address.is_multicast


def _hidden_in(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The version 4 addresses that a version 6 address leads to: mapped, 6to4, Teredo or translated."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in each for each in _TRANSLATED):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()
