"""What this server offers, all products together."""

from handlers.accounts import Accounts
from handlers.clip.sessions import Clips
from handlers.contract import Contract
from handlers.jam.samples import JamSamples
from handlers.jam.sessions import Jams
from handlers.peers import Peers
from handlers.subscriptions import Resync, SessionEvent, SessionSignal, Subscriptions, TokenExpired
from handlers.voice.materials import VoiceMaterials
from handlers.voice.recordings import VoiceRecordings
from handlers.voice.sessions import Voices

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
