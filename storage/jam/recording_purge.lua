-- jam/recording_purge: a recording in a jam's bin leaves it for good (D13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the recording's uuid, ARGV[5] how long it must have been
-- there, ms. The server does it also in a jam that lies in its owner's bin itself.
-- Refuses session_not_found, forbidden (not the owner), not_found. Publishes nothing. Answers its entry.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include quota/content
-- include jam/recording_bin
local refused = flag ~= 'server' and refuse_unless('jam', 'own')
if refused then return refused end
local at = redis.call('ZSCORE', deleted_at, deleted_name(ARGV[4]))
if not at then return refuse('not_found', 'This is not in the bin') end
if tonumber(at) + tonumber(ARGV[5]) > now then return refuse('not_found', 'It may still come back') end
local about = redis.call('HGET', deleted_samples, ARGV[4])
leave_bin(ARGV[4])
if redis.call('EXISTS', header) == 0 then header = header .. ':binned' end
count_content(-#about - ROW.sample)
return about
