"""What this server offers, all products together."""

from handlers.accounts import Accounts
from handlers.clip import Clips
from handlers.contract import Contract
from handlers.jam import Jams
from handlers.jam_samples import JamSamples
from handlers.materials import VoiceMaterials
from handlers.peers import Peers
from handlers.recordings import VoiceRecordings
from handlers.subscriptions import Resync, SessionEvent, SessionSignal, Subscriptions, TokenExpired
from handlers.voice import Voices

VERSION = "0.1.0"

CONTRACT = Contract(
    handlers=(Accounts, Subscriptions, Peers, Clips, Jams, JamSamples, Voices, VoiceRecordings, VoiceMaterials),
    sends={
        "session_event": SessionEvent,
        "session_signal": SessionSignal,
        "resync": Resync,
        "token_expired": TokenExpired,
    },
)
