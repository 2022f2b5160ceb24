"""What a home page is limited to: the rows of a user's sessions, and the people they may invite by name."""

from typing import Final

from sessions.base.instant import DAY_MS

MOST_ROWS: Final = 1_000  # of one user, at ~400 bytes; the row whose session changed longest ago goes first
MOST_REQUESTS_SHOWN: Final = 5  # in a row, the oldest ones; the session's own page shows all
MOST_KNOWN: Final = 500  # people
KNOWN_MS: Final = 90 * DAY_MS
INVITED_MS: Final = 14 * DAY_MS  # an invitation by name stands for so long, and so does a no
RECONSIDER_MS: Final = 10 * 60_000
MOST_INVITED: Final = 50  # people who have not answered yet, of one session
