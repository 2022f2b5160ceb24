-- jam/transport: starts or stops the shared transport.
-- The first arguments as in tail; `wanted` is '1' to play, '0' to stop, `lead_ms` the time until the first step, so
-- that everybody has received the event by then.
-- Refuses session_not_found, forbidden. Publishes `transport_changed`, unless nothing changed. Answers the transport as
-- JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, wanted, lead_ms = unpack(ARGV)
-- include jam/common
-- include home/row
local refused = refuse_unless('jam', 'play')
if refused then return refused end
local is_playing = playing() ~= nil
if is_playing == (wanted == '1') then return transport_json() end
if is_playing then
  redis.call('HDEL', header, 'playing_at', 'playing_step')
else
  redis.call('HSET', header, 'playing_at', int(now + lead_ms), 'playing_step', '0')
end
local transport = transport_json()
emit('main', 'transport_changed', '{"transport":' .. transport .. '}')
change_row(now)
return transport
