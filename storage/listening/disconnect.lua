-- listening/disconnect: the connection of a player has ended: its entry ends with its last heartbeat.
-- Refuses session_not_found, forbidden. Publishes entries_changed, unless the player stopped before or has come back
-- over another connection. Answers 1, or 0 when nothing changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, player_id, connection_id = unpack(ARGV)
-- include listening/stop
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local player = player_of(player_id)
if not player or not player.plays or player.connection ~= connection_id then return 0 end
local ended, gone = finalize(player, player.at)
player.plays, player.connection = false, ''
keep_player(player)
change_listened()
emit('history', 'entries_changed', changes({ ended }, gone, player))
return 1
