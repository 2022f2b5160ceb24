-- jam/recording_purge: a recording in a jam's bin leaves it for good (D13).
-- The first arguments as in tail; `uuid` is the recording's, `keep_ms` how long it must have been there. The server
-- does it also in a jam that lies in its owner's bin itself.
-- Refuses session_not_found, forbidden (not the owner), not_found. Publishes nothing. Answers its entry.
local header, run = unpack(KEYS)
local session_id, log_length, caller, uuid, keep_ms = unpack(ARGV)
-- include jam/common
-- include quota/content
-- include jam/recording_bin
local refused = flag ~= 'server' and refuse_unless('jam', 'own')
if refused then return refused end
local at = redis.call('ZSCORE', deleted_at, deleted_name(uuid))
if not at then return refuse('not_found', 'This is not in the bin') end
if tonumber(at) + tonumber(keep_ms) > now then return refuse('not_found', 'It may still come back') end
local about = redis.call('HGET', deleted_samples, uuid)
leave_bin(uuid)
if redis.call('EXISTS', header) == 0 then header = header .. ':binned' end
count_content(-#about - ROW.sample)
return about
