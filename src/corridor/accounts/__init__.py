"""Accounts of an appraisal, one file each."""

from corridor.accounts import access, farming, green, growth, innovation, openness, well_being
from corridor.accounts.indicator import Indicator


def indicators() -> tuple[Indicator, ...]:
    """Return every indicator of every account, in the order they are shown."""
    return (
        *growth.INDICATORS,
        *well_being.INDICATORS,
        *farming.WELL_BEING,
        *access.INDICATORS,
        *innovation.INDICATORS,
        *openness.INDICATORS,
        *farming.OPENNESS,
        *green.INDICATORS,
    )
