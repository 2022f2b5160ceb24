"""Who takes part in a session: their roles, and what the link lets everybody do (PE rules).

A session has members, each with one role, beside what its link lets everybody do. A role that was given decides: who
was made a viewer only watches, also where the link lets everybody edit. The kinds name the roles in their own words:
the streamer of a clip session is its owner, who records in a voice session its editor.
"""

from enum import StrEnum
from typing import Final, Literal


class Role(StrEnum):
    """A member's role. A co-owner may do everything except delete the session and decide who owns it."""

    OWNER = "owner"
    CO_OWNER = "co-owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class Link(StrEnum):
    """What somebody may do who has the link and no role."""

    NOBODY = "nobody"
    VIEW = "view"
    EDIT = "edit"


BANNED: Final[Literal["banned"]] = "banned"
"""Stands in a role's place: this person has no access, whatever the link lets others do."""

MOST_MEMBERS: Final = 200  # of one session, those who are kept out included: 40 KB in Redis
MOST_REQUESTS: Final = 50
REQUEST_SECONDS: Final = 24 * 60 * 60  # a request that nobody answered is gone after this
MOST_INVITATIONS: Final = 50  # that work, of one session
MOST_INVITATION_SECONDS: Final = 365 * 24 * 60 * 60
MOST_USES: Final = 10_000
MOST_NETWORKS: Final = 50  # whose guests are kept out of one session
MOST_SLOW_SECONDS: Final = 600  # between two moments or edits of one person
MOST_SENDERS: Final = 50  # people, and networks, that a moderator is shown
CROWD: Final = 3  # people of one network, from which on the network is shown
ASK_AGAIN_SECONDS: Final = 10 * 60  # owners are told of the same person at most this often
